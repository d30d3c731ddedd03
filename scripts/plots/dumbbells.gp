# What changed between two runs: a line for each number that is another, from what it was (open) to what it
# is (filled), from comparison.csv. first, count: the lines that are shown.
figure = "dumbbells"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."changes.gp"
load here."nothing.gp"
load here."scale.gp"
caption = key
load here."page.gp"
row = 1
while (row <= n) { load here."changed_metric.gp" }
load here."finish.gp"
