# Ends gnuplot without a file and without an error if no case has a value. A bare `exit` would end
# only this file and return to the figure.
if (words(paths) == 0) {
    print figure.": no data in this run"
    exit status 0
}
