"""A logistic regression on generated NumPy code, beside the same with `1/(1 + exp(-z))`.

The loss of a label y in {0, 1} at the logit z is softplus((1 - 2*y)*z), which is
-y*log(h) - (1 - y)*log(1 - h) for h = sigmoid(z): that is proved here too.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from derive import equal
from tests.test_code import made, written

np = pytest.importorskip("numpy")

STEPS, RATE, COUNT = 1000, 0.1, 1000
Array = Any
Function = Callable[[Array], Array]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Function]:
    """The generated functions by name."""
    folder = tmp_path_factory.mktemp("code")
    found: dict[str, Function] = {}
    for name in ("sigmoid", "softplus"):
        file, _ = written(name, "numpy", folder)
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= {f: getattr(module, f) for f, _ in made(name).both}
    return found


def data() -> tuple[Array, Array, Array]:
    """Features, first weights and labels."""
    np.random.seed(42)
    features = np.random.randn(COUNT, 5)
    weights = np.random.randn(5)
    labels = np.where(np.random.randn(COUNT) > 0, 1, 0)
    return features, weights, labels


def as_published(z: Array) -> Array:
    """The sigmoid as articles write it."""
    return 1 / (1 + np.exp(-z))


def published_cost(predictions: Array, labels: Array) -> float:
    """The mean cross-entropy as articles write it."""
    return float(-np.mean(labels * np.log(predictions) + (1 - labels) * np.log(1 - predictions)))


def gradient(features: Array, weights: Array, labels: Array, sigmoid: Function) -> Array:
    """The mean of (h - y)*x, which is what is proved."""
    return features.T @ (sigmoid(features @ weights) - labels) / COUNT


def trained(features: Array, weights: Array, labels: Array, sigmoid: Function) -> Array:
    """The weights after all steps."""
    for _ in range(STEPS):
        weights = weights - RATE * gradient(features, weights, labels, sigmoid)
    return weights


def cost(features: Array, weights: Array, labels: Array, softplus: Function) -> float:
    """The mean loss, by generated code."""
    return float(np.mean(softplus((1 - 2 * labels) * (features @ weights))))


@pytest.mark.parametrize("label", [0, 1])
def test_the_loss_is_the_cross_entropy(label: int) -> None:
    h = "(1/(1 + e^(-z)))"
    written_out = f"-{label}*log({h}) - (1 - {label})*log(1 - {h})"
    assert equal(f"log(1 + e^((1 - 2*{label})*z))", written_out)


def test_the_gradient_is_that_of_finite_differences(generated: dict[str, Function]) -> None:
    features, weights, labels = data()
    found = gradient(features, weights, labels, generated["sigmoid"])
    for k, h in enumerate(np.eye(5) * 1e-6):
        ahead = cost(features, weights + h, labels, generated["softplus"])
        behind = cost(features, weights - h, labels, generated["softplus"])
        assert (ahead - behind) / 2e-6 == pytest.approx(found[k], rel=1e-7, abs=1e-9)
    sign = 1 - 2 * labels
    slopes = sign * generated["softplus_derivative"](sign * (features @ weights))
    assert features.T @ slopes / COUNT == pytest.approx(found, rel=1e-12)


def test_it_learns_as_well_as_the_published_code(generated: dict[str, Function]) -> None:
    features, weights, labels = data()
    ours = trained(features, weights, labels, generated["sigmoid"])
    theirs = trained(features, weights, labels, as_published)
    before = cost(features, weights, labels, generated["softplus"])
    after = cost(features, ours, labels, generated["softplus"])
    assert after < before
    assert after <= published_cost(as_published(features @ theirs), labels) + 1e-12


def test_large_features_are_finite_and_silent(generated: dict[str, Function]) -> None:
    features, weights, labels = data()
    features = 1000 * features
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = trained(features, weights, labels, generated["sigmoid"])
        assert np.isfinite(ours).all()
        assert np.isfinite(cost(features, ours, labels, generated["softplus"]))
    with pytest.warns(RuntimeWarning, match="overflow"):
        theirs = as_published(features @ weights)
    with pytest.warns(RuntimeWarning):
        assert np.isnan(published_cost(theirs, labels))
