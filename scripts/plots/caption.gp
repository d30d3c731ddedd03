# The caption: machine, date and run, from environment.csv. gnuplot 5.4 cuts a quoted value at its first
# comma, so "Xeon (Skylake, IBRS)" is read as "Xeon (Skylake"; the unclosed bracket is removed too.
cpu = ""; cores = ""; created = ""; name = ""
take(x, n) = strcol("name") eq n ? unquoted(strcol("value")) : x
stats run."/environment.csv" using (cpu = take(cpu, "cpu"), cores = take(cores, "cores"), \
    created = take(created, "created"), name = take(name, "name"), 0) nooutput
open_bracket = strstrt(cpu, " (")
if (open_bracket && !strstrt(cpu[open_bracket:*], ")")) { cpu = cpu[1:open_bracket-1] }
caption = sprintf("%s, %s cores  |  %s  |  run %s", or(cpu, "CPU not recorded"), or(cores, "?"), \
    or(created[1:10], "no date"), or(name, "without a name"))
