#!/bin/sh
# test_packages.sh BUILD: the Debian packages of a build, unpacked: their dependencies, and that what is in them works.
set -eu
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in cpack dpkg-deb dpkg-shlibdeps file; do
    command -v $tool >/dev/null || { echo "there is no $tool"; exit 77; }
done

cd "$work"
cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work/made" >log 2>&1 || { cat log; exit 1; }
for package in libvaluetask-dev vtbench; do
    file=$(ls made/${package}_*.deb) || { cat log; echo "there is no package $package"; exit 1; }
    dpkg-deb -x "$file" root
    dpkg-deb -f "$file" Package Version Depends
    for text in copyright changelog.gz changelog.Debian.gz; do
        [ -s root/usr/share/doc/$package/$text ] || { find root/usr/share/doc; echo "$package has no $text"; exit 1; }
    done
    dpkg-deb -I "$file" md5sums >/dev/null || { echo "$package has no md5sums"; exit 1; }
done >control

grep -q 'libjemalloc2' control || { cat control; echo "vtbench does not depend on its allocator"; exit 1; }
for file in bin/vtbench include/vtbench/vtbench.h include/valuetask.h share/man/man1/vtbench-check.1.gz \
    share/bash-completion/completions/vtbench share/vtbench/plots share/valuetask/gdb/valuetask.py; do
    [ -e root/usr/$file ] || { find root; echo "no package has $file"; exit 1; }
done

if command -v readelf >/dev/null && readelf -d root/usr/bin/vtbench | grep -i 'r.*path'; then
    echo "the packed program looks for libraries in folders of its own"
    exit 1
fi
# What vtbench asks for of a new file is what is in the package.
root/usr/bin/vtbench new mine.c >commands
grep -qF -e "-I$work/root/usr/include/vtbench" commands || { cat commands; echo "not the package's headers"; exit 1; }
PATH=$work/root/usr/bin:$PATH sh -e commands >out 2>&1 || { cat out; exit 1; }
grep -q "all within budget, verified" out || { cat out; exit 1; }
echo "packages made, unpacked and used: $(grep -c ^Package control)"
