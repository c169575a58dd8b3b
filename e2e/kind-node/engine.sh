#!/usr/bin/env bash
# Starts a Docker engine where none runs (Debian's docker.io must be installed) and prints how to reach it.
#   eval "$(engine.sh)"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${ENGINE_DIR:-/var/tmp/kind-engine}
sock=unix://$dir/docker.sock
if docker info >/dev/null 2>&1; then exit 0; fi
if ! docker -H "$sock" info >/dev/null 2>&1; then
  mkdir -p "$dir"; rm -f "$dir/pid"
  # a host that withholds CAP_SYS_RESOURCE needs a runtime that does not ask for it
  # (kept beside the engine's data: the engine outlives this checkout)
  install -m755 "$here/runc-bounded" "$dir/runc-bounded"
  bounded=()
  grep -q '^CapBnd:.*1ffffffffff$' /proc/self/status || bounded=(--add-runtime "bounded=$dir/runc-bounded" --default-runtime bounded)
  setsid dockerd --data-root "$dir/data" --exec-root "$dir/exec" --host "$sock" --pidfile "$dir/pid" "${bounded[@]}" >"$dir/log" 2>&1 </dev/null &
  for _ in $(seq 100); do docker -H "$sock" info >/dev/null 2>&1 && break; sleep 0.3; done
  docker -H "$sock" info >/dev/null
fi
echo "export DOCKER_HOST=$sock"
