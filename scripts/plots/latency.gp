# The times of single operations of a scenario: percentiles on an axis on which the tail is as wide as the
# rest, in a panel for each setting and kind. first, count: the panels that are shown.
figure = "latency"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
array Argument[9] = [ARG1, ARG2, ARG3, ARG4, ARG5, ARG6, ARG7, ARG8, ARG9]
load here."common.gp"
load here."percentiles.gp"
columns = count < words(panels) - first ? count : words(panels) - first
columns = columns < 0 ? 0 : columns > 6 ? 6 : columns
n = columns
load here."nothing.gp"
load here."scale.gp"
load here."page.gp"
is_shown(i) = i <= line_count
load here."legend.gp"
load here."curves.gp"
load here."finish.gp"
