#!/usr/bin/env bash
# Builds the programs that tests and scenarios need and no Debian package has, from Go modules, into
# ${LATHE_TOOLS:-~/.cache/lathe/bin}. What is there already is left alone.
#   tools.sh registry helm      builds these
set -euo pipefail
bin=${LATHE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/lathe/bin}
mkdir -p "$bin"

module() {
  case $1 in
    registry) echo github.com/distribution/distribution/v3/cmd/registry@v3.0.0 ;;
    helm) echo helm.sh/helm/v3/cmd/helm@v3.19.0 ;;
    crane) echo github.com/google/go-containerregistry/cmd/crane@v0.20.6 ;;
    *) echo "tools.sh: no such tool: $1 (there are: registry helm crane)" >&2; return 2 ;;
  esac
}

# Helm as its own releases are built: else `helm template` believes in Kubernetes 1.20
chartutil=helm.sh/helm/v3/pkg/chartutil
flags="-s -w -X $chartutil.k8sVersionMajor=1 -X $chartutil.k8sVersionMinor=34"

for tool in "$@"; do
  package=$(module "$tool")
  [ -x "$bin/$tool" ] && continue
  command -v go >/dev/null || { echo "tools.sh: Go is needed to build $tool" >&2; exit 1; }
  started=$SECONDS
  CGO_ENABLED=0 GOFLAGS=-trimpath GOBIN=$bin go install -ldflags "$flags" "$package"
  echo "tools.sh: built $tool in $((SECONDS - started)) s"
done
