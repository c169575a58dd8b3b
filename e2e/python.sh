#!/usr/bin/env bash
# Runs a Python program with the peers that tests and benchmarks compare with, in an environment of their own.
set -euo pipefail
peers=${LATHE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lathe}/peers
packages=(onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6 tokenizers==0.23.3)
if [ "$(cat "$peers/.packages" 2>/dev/null)" != "${packages[*]}" ]; then
  python3 -m venv "$peers" >&2
  "$peers/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >&2
  echo "${packages[*]}" >"$peers/.packages"
fi
export ORT_DISABLE_TELEMETRY=1
exec "$peers/bin/python" "$@"
