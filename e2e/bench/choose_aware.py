"""Chooses the learning rates of aware.py: choose_aware.py, started by run.sh's Python. Prints a line for each.

Ours and PyTorch's are trained from the same weights for the same epoch with each rate, and judged on the 5,000 pictures called
tuning, which neither training nor evaluation has; of each the best on average goes into aware.py. Seeds are none of aware.py's.
Found so:

    seed 11  float .9832  rounded .9428   rate 1e-3: ours .9822  peer .9796   2e-3: .9828  .9792   4e-3: .9848  .9778
    seed 12  float .9844  rounded .9610   rate 1e-3: ours .9818  peer .9784   2e-3: .9844  .9786   4e-3: .9846  .9820
"""

import aware
from places import compiled

SEEDS = (11, 12)
RATES = ("1e-3", "2e-3", "4e-3")


def main():
    classes = compiled()
    for seed in SEEDS:
        folder = aware.floating(seed)
        for rate in RATES:
            aware.trained(folder, seed, aware.EPOCHS, rate, "tuning", classes)
            exact, rounded, ours = aware.judged(folder, "tuning", "float", "rounded", "trained")
            theirs = aware.by_peer(folder, seed, rate, "tuning")
            print(f"seed {seed}  float {exact:.4f}  rounded {rounded:.4f}  rate {rate}: ours {ours:.4f}  peer {theirs:.4f}", flush=True)


if __name__ == "__main__":
    main()
