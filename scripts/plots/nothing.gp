# Ends gnuplot without a file and without an error if there is nothing to draw: n is 0. A bare `exit`
# would end only this file and return to the figure.
if (n == 0) {
    print figure.": no data in this run"
    exit status 0
}
