"""One line of a comparison: `name  ours  peer  ratio  bar  holds|short`."""

from dataclasses import dataclass

COLUMNS = "{:<26} {:>11} {:>11} {:>7}  {:<16} {}"
HEADING = COLUMNS.format("name", "ours", "peer", "ratio", "bar", "verdict")


def seconds(value):
    return f"{value:.2f} s"


def millis(value):
    return f"{value:.2f} ms"


def size(value):
    for unit in ("B", "kB", "MB"):
        if value < 999.5:
            break
        value /= 1000
    else:
        unit = "GB"
    digits = 0 if value >= 99.95 or unit == "B" else 1 if value >= 9.995 else 2
    return f"{value:.{digits}f} {unit}"


def cosine(value):
    return f"{value:.4f}"


def share(value):
    return f"{100 * value:.1f} %"


def count(value):
    return f"{value:,.0f}"


@dataclass(frozen=True)
class Bar:
    """What has to hold: of the ratio ours/peer, or of our own figure."""

    of_ratio: bool
    at_most: bool
    limit: float
    text: str

    def holds(self, ours, ratio):
        value = ratio if self.of_ratio else ours
        return value <= self.limit if self.at_most else value >= self.limit


def ratio_at_most(limit):
    return Bar(True, True, limit, f"ratio ≤ {limit:.2f}")


def at_most(limit, text):
    return Bar(False, True, limit, f"ours ≤ {text(limit)}")


def at_least(limit, text):
    return Bar(False, False, limit, f"ours ≥ {text(limit)}")


@dataclass(frozen=True)
class Line:
    """A figure of ours beside the peer's. Without a bar it is only shown."""

    name: str
    text: callable
    ours: float
    peer: float | None = None
    bar: Bar | None = None

    @property
    def ratio(self):
        return None if self.peer is None else self.ours / self.peer

    @property
    def verdict(self):
        return "shown" if self.bar is None else "holds" if self.bar.holds(self.ours, self.ratio) else "short"

    def __str__(self):
        peer = "–" if self.peer is None else self.text(self.peer)
        ratio = "–" if self.ratio is None else f"{self.ratio:.3f}"
        return COLUMNS.format(self.name, self.text(self.ours), peer, ratio, self.bar.text if self.bar else "–", self.verdict)

    def to_json(self):
        return {
            "name": self.name,
            "ours": self.ours,
            "peer": self.peer,
            "ratio": self.ratio,
            "bar": self.bar.text if self.bar else None,
            "verdict": self.verdict,
        }
