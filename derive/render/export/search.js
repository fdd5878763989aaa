"use strict";
(() => {
  const box = document.getElementById("search");
  const count = document.getElementById("count");
  const known = JSON.parse(document.getElementById("known").textContent);
  const items = document.querySelectorAll("li.proof");
  const show = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    items.forEach((item, i) => {
      item.hidden = !words.every((word) => known[i].includes(word));
      found += !item.hidden;
    });
    document.querySelectorAll("section.folder").forEach((section) => {
      section.hidden = !section.querySelector("li.proof:not([hidden])");
    });
    count.textContent = words.length ? `${found} of ${items.length}` : "";
  };
  document.getElementById("finder").hidden = false;
  box.addEventListener("input", show);
  show();
})();
