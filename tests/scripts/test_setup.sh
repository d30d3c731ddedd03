# scripts/setup installs what is missing and nothing else, or says what it is called here; it never asks.
set -eu
source=$1
. "$(dirname "$0")/sandbox.sh"
export SETUP_OS_RELEASE="$folder/os-release"

system() { # ID [ID_LIKE]
  printf 'NAME="A system"\nID=%s\nID_LIKE="%s"\n' "$1" "${2:-}" >"$SETUP_OS_RELEASE"
}
setup() { # CODE WHAT
  : >"$folder/log"
  in_sandbox "$1" "$source/scripts/setup" "$2"
}
installs() { # PACKAGES: what apt-get was asked for
  asked=$(sed -n 's/.*--no-install-recommends //p' "$folder/log")
  [ "$asked" = "$1" ] || fail "apt-get was to install '$asked', not '$1'"
}

# What is really missing on this machine must not disturb: one need, which is hidden or not.
mkdir "$folder/source"
cp -r "$source/scripts" "$folder/source/"
source=$folder/source
cat >"$source/scripts/needs" <<'NEEDS'
# when|how it is seen|Debian|Fedora|Alpine|macOS
run|command sed|sed|sed|sed|sed
run|command builder|builder-deb|builder-rpm|builder-apk|builder-brew
run|header c stdlib.h|libc6-dev|glibc-devel|musl-dev|gcc
test|header c no/such/header.h|header-deb|header-rpm|header-apk|header-brew
more|command drawer|drawer-deb|drawer-rpm|drawer-apk|drawer-brew
NEEDS
sed '/^test|/d' "$source/scripts/needs" >"$folder/needs_without_header"

log=$folder/log
program apt-get <<EOF2
echo "\$*" >>"$log"
case \$1 in install) [ ! -e "$folder/no-network" ] && cp "$folder/install" "$folder/install.now" && . "$folder/install.now" ;; esac
EOF2
echo "printf '#!/bin/sh\\n' >$folder/bin/builder; chmod +x $folder/bin/builder" >"$folder/install"
echo 'echo 0' | program id

# Debian and what derives from it, as root: exactly what is missing.
system debian
setup 0 run
installs builder-deb
says "installing builder-deb"
[ ! -s "$folder/log" ] || setup 0 run
[ ! -s "$folder/log" ] || fail "apt-get was called though nothing is missing"
hide builder
system mint "ubuntu debian"
setup 0 run
installs builder-deb
hide builder

# What is there by other means, and with a version in its name, is not installed.
printf '#!/bin/sh\n' >"$folder/bin/builder-19"
chmod +x "$folder/bin/builder-19"
setup 0 run
[ ! -s "$folder/log" ] || fail "builder-19 was not seen"
hide builder-19

# No network; a package that does not bring what it should; nothing is left half done without a word.
touch "$folder/no-network"
setup 3 run
says "apt-get failed"
says "apt-get install builder-deb"
rm "$folder/no-network"
cp "$folder/install" "$folder/install.good"
: >"$folder/install"
setup 3 run
says "yet something is missing"
cp "$folder/install.good" "$folder/install"

# No root: sudo without a password, with one (it would ask), and none.
echo 'echo 1000' | program id
program sudo <<EOF2
[ "\$1" = -n ] || { echo asked >>"$log"; read -r password; exit 1; }
shift
exec "\$@"
EOF2
setup 0 run
installs builder-deb
hide builder
program sudo <<EOF2
[ "\$1" = -n ] || { echo asked >>"$log"; read -r password; }
exit 1
EOF2
setup 3 run
says "no root, and no sudo without a password"
says "apt-get install builder-deb"
[ ! -s "$folder/log" ] || fail "it asked, or installed: $(cat "$folder/log")"
hide sudo
setup 3 run
says "apt-get install builder-deb"

# Other systems: the name there, and nothing is installed.
echo 'echo 0' | program id
for row in "fedora||dnf install builder-rpm" "rocky|rhel fedora|dnf install builder-rpm" "alpine||apk add builder-apk"; do
  system "$(echo "$row" | cut -d'|' -f1)" "$(echo "$row" | cut -d'|' -f2)"
  setup 3 run
  says "$(echo "$row" | cut -d'|' -f3)"
  [ ! -s "$folder/log" ] || fail "apt-get was called"
done
rm "$SETUP_OS_RELEASE"
echo 'echo Darwin' | program uname
setup 3 run
says "brew install builder-brew"
system gentoo
setup 3 run
says "Debian calls it: builder-deb"

# A Debian without apt-get is such a system too.
hide apt-get
system debian
setup 3 run
says "apt-get install builder-deb"

# What only some tests use is said, and the others run.
system fedora
printf '#!/bin/sh\n' >"$folder/bin/builder"
chmod +x "$folder/bin/builder"
setup 3 test
says "header-rpm"
cp "$folder/needs_without_header" "$source/scripts/needs"
setup 0 test
says "dnf install drawer-rpm"
says "are skipped"
setup 0 run
[ ! -s "$folder/out" ] || fail "nothing is missing, and yet: $(cat "$folder/out")"
in_sandbox 2 "$source/scripts/setup" everything
