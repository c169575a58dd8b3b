"""Puts PyTorch into the environment it runs in, without CUDA.

PyPI's package for Linux on x86-64 is built with CUDA and loads its libraries before anything else: 5 GB that a processor has
no use for. They are replaced by one library of empty functions, none of which is called where no GPU is asked for; what
computes, libtorch_cpu.so, stays as it is. Needs a C compiler and nm.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

VERSION = "2.7.1"
NEEDED = ("filelock", "fsspec", "jinja2", "networkx", "sympy", "typing-extensions")
KEPT = ("libc10.so", "libtorch.so", "libtorch_cpu.so", "libtorch_python.so", "libshm.so")
REPLACED = (
    "libc10_cuda.so",
    "libtorch_cuda.so",
    "libcudart.so.12",
    "libcudnn.so.9",
    "libcufile.so.0",
    "libcupti.so.12",
    "libcusparseLt.so.0",
)
REFERENCES = ("_ZN4c10d15get_gil_checkerEv",)  # called while loading, and written to
DROPPED = ("libtorch_cuda_linalg.so", "libcaffe2_nvrtc.so")


def pip(*arguments):
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"cpu_torch.py: {' '.join(arguments)} cannot be installed:\n{done.stderr[-2000:]}")


def symbols(libraries, which):
    """Names, with versions behind an @ where there are, and nm's letter of their kind; weak ones may stay undefined."""
    listed = subprocess.run(["nm", "-D", which, *libraries], check=True, capture_output=True, text=True).stdout
    words = (line.split() for line in listed.splitlines())
    return {word[-1]: word[-2] for word in words if len(word) > 1 and word[-2] not in "wv"}


def of_cuda(libraries, own):
    """What these libraries look for in CUDA's, or in those of PyTorch's own that call them."""
    names = (name.split("@") for name in symbols(libraries, "--undefined-only"))
    return sorted(
        name
        for name, *version in names
        if name in own or set(version) & set(REPLACED) or name.startswith(("cuFile", "cusparseLt"))
    )


def empty(name, kind):
    """C for a symbol: what C++ knows of a class, which is looked at while loading, else no bytes, or a function."""
    if name.startswith("_ZTI"):
        return f'struct type {name} = {{&_ZTVN10__cxxabiv117__class_type_infoE[2], "{name[4:]}"}};'
    if kind in "BDRVu":
        return f"char {name}[4096];"
    return f"void *{name}(void) {{ return {'&nothing' if name in REFERENCES else 0}; }}"


def replace(folder):
    kinds = symbols([folder / name for name in REPLACED if (folder / name).exists()], "--defined-only")
    names = of_cuda([folder / name for name in KEPT], kinds)
    with tempfile.TemporaryDirectory() as scratch:
        source, version = Path(scratch, "empty.c"), Path(scratch, "version")
        head = "static void *nothing;\nstruct type { void *of; const char *name; };\nextern void *_ZTVN10__cxxabiv117__class_type_infoE[];\n"
        source.write_text(head + "".join(empty(name, kinds.get(name, "T")) + "\n" for name in names))
        for name in REPLACED:
            version.write_text(f"{name} {{ global: *; }};\n")
            (folder / name).unlink(missing_ok=True)
            options = ["-shared", "-fPIC", f"-Wl,-soname,{name}", f"-Wl,--version-script={version}"]
            subprocess.run(["cc", *options, "-o", folder / name, source, "-l:libstdc++.so.6"], check=True)
    for name in DROPPED:
        (folder / name).unlink(missing_ok=True)


def works():
    """Whether it is there, loads and computes."""
    program = f"import torch; assert torch.__version__.startswith('{VERSION}'); torch.ones(2, 2).matmul(torch.ones(2, 2))"
    return subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


def main():
    if works():
        return
    print("cpu_torch.py: fetching PyTorch for the processor", file=sys.stderr)
    pip("--no-deps", "--force-reinstall", f"torch=={VERSION}")
    pip(*NEEDED)
    folder = Path(sysconfig.get_path("platlib"), "torch/lib")
    if (folder / "libtorch_cuda.so").exists():
        replace(folder)
    if not works():
        sys.exit("cpu_torch.py: PyTorch does not load without CUDA")


if __name__ == "__main__":
    main()
