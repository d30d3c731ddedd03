# The committed seeds and dictionary of the fuzz target match the output of report_corpus for the current format.
set -eu
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/report"
"$1" "$made/report" "$made/report.dict"
diff -r "$made/report" "$2/tests/data/report" && diff "$made/report.dict" "$2/tests/fuzz/report.dict" || {
  echo "FAILED: make them again: report_corpus tests/data/report tests/fuzz/report.dict" >&2
  exit 1
}
