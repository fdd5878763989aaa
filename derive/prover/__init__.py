"""The prover: finds certificates, and is trusted with nothing."""
