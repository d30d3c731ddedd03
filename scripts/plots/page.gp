# Opens the page: terminal, title, caption. Input: page_height, question (the title), note (below it).
load here."caption.gp"
eval terminal(page_height)
set output out
set label strong(question) at screen px(12), py(18) font plain(18)
set label note at screen px(12), py(38) font plain(12) noenhanced textcolor rgb quiet_colour
set label caption at screen px(12), py(page_height - 12) font plain(11) noenhanced textcolor rgb quiet_colour
unset key
