"""What the figures were measured on."""

import os
import platform
from pathlib import Path

FEATURES = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "asimddp", "i8mm")


def _field(file, name):
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.split(":", 1)[1].strip()
    return ""


def features():
    known = (_field("/proc/cpuinfo", "flags") or _field("/proc/cpuinfo", "Features")).split()
    return [name for name in FEATURES if name in known]


def weights():
    """full where 8 bits of weight are safe, reduced where sums of products overflow; what Lathe's Auto does."""
    return "full" if not platform.machine() == "x86_64" or "vnni" in " ".join(features()) else "reduced"


def described():
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count(),
        "features": features(),
        "memoryBytes": int(_field("/proc/meminfo", "MemTotal").split()[0]) * 1024,
        "kernel": platform.release(),
        "loadAtStart": os.getloadavg()[0],
    }
