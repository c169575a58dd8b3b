#!/usr/bin/env bash
# Makes the base of both images for machines that reach no image registry: Debian's C and C++ libraries
# and a Java runtime by jlink, as an image archive that Jib takes with -Djib.from.image=tar://FILE.
#   build.sh FILE
# Wants apt-get, dpkg and a JDK 25 (JAVA_HOME). The same packages and JDK give the same bytes.
set -euo pipefail
out=$(realpath -m "$1")
java_home=${JAVA_HOME:?build.sh: set JAVA_HOME to a JDK 25}
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
packages="libc6 libgcc-s1 libstdc++6 zlib1g"

versions=$(apt-cache show --no-all-versions $packages | grep -E '^(Package|Version):')
stamp=$(echo "$versions $("$java_home/bin/java" --version) $modules" | cat - "$0" | sha256sum | cut -c1-64)
if [ -f "$out" ] && [ "$(cat "$out.stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{etc,tmp,work,opt,home/lathe}
(cd "$work" && apt-get download -q -o APT::Sandbox::User=root $packages >/dev/null)
for deb in "$work"/*.deb; do dpkg -x "$deb" "$root"; done
rm -rf "$root"/usr/share/{doc,lintian,man,gcc,gdb,bug} "$root"/usr/lib/x86_64-linux-gnu/gconv "$root"/usr/sbin
"$java_home/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-1 --output "$root/opt/java"
echo 'root:x:0:0:root:/:/sbin/nologin
lathe:x:65532:65532:lathe:/home/lathe:/sbin/nologin' >"$root/etc/passwd"
echo 'root:x:0:
lathe:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp" "$root/work"

tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=pax --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -cf "$work/layer.tar" .
layer=$(sha256sum "$work/layer.tar" | cut -c1-64)
cat >"$work/config.json" <<JSON
{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/opt/java/bin:/usr/bin:/bin","JAVA_HOME=/opt/java","LANG=C.UTF-8"],"User":"65532:65532"},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}
JSON
echo '[{"Config":"config.json","RepoTags":["lathe/base:latest"],"Layers":["layer.tar"]}]' >"$work/manifest.json"
mkdir -p "$(dirname "$out")"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$out.part" manifest.json config.json layer.tar
mv "$out.part" "$out"
echo "$stamp" >"$out.stamp"
