# Allocations per operation of each path and contender: exact numbers from allocations.csv.
figure = "allocations"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
load here."common.gp"
table = "allocations.csv"
value = "allocs_per_op"
wanted(scenario) = scenario ne "hit_ratio"
load here."cases.gp"
load here."nothing.gp"
question = "How many allocations does one operation make?"
note = "Allocations per operation, counted; an open circle is a measured zero, an empty cell was not measured."
load here."cells.gp"
