#!/usr/bin/env bash
# Compares Lathe with its peers, side by side on this machine. Needs what `make build` builds; fetches models, data and peers.
#   run.sh             everything
#   run.sh NAME...     these comparisons, or single lines of them; see bench.py
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../fixtures/prepare.sh" direction minilm mnist untrained
exec "$here/../python.sh" -B "$here/bench.py" "$@"
