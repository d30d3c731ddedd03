// What the page of a run does.

const cases = dataRows('cases');
const tables = all('table[data-scenario]');
const shownRows = () => tables.flatMap(table => all(':scope > tbody > tr:not(.drawer)', table)).filter(isShown);
const groupRows = (scenario, params = '') => all(':scope > tbody > tr:not(.drawer)',
  tables.find(it => it.dataset.scenario === scenario && it.dataset.params === params));
const contenderOf = row => row.cells[0].textContent;
const column = (table, name) => [...table.tHead.rows[0].cells].findIndex(head => head.textContent.trim() === name);

check('every case has a row', () => expectEqual(shownRows().length, cases.length, 'rows'));

check('the filter shows what its pattern matches, and no heading without rows', () => {
  change('#filter', 'sync_success/*');
  expectEqual(shownRows().length, cases.filter(it => it.scenario === 'sync_success').length, 'rows');
  expect(all('h2, h3').filter(isShown).every(head => !/percent|^hit_ratio/.test(head.textContent)), 'a heading of another scenario');
  expectEqual(one('.controls output[aria-live]', one('[data-view=controls]')).textContent, `${shownRows().length} of ${cases.length} cases`, 'words');
  change('#filter', 'hit_ratio/value_task;percent=[!1-9]*');
  expectEqual(shownRows().map(contenderOf).join(), 'value_task', 'a class');
  change('#filter', 'value_task_pooled');
  expectEqual(shownRows().length, cases.filter(it => it.contender.includes('value_task_pooled')).length, 'a part of a name');
  change('#filter', '[');
  expectEqual(shownRows().length, 0, 'a bracket');
  change('#filter', '');
  expectEqual(shownRows().length, cases.length, 'all again');
});

check('what does not differ is hidden, and what it differs from stays', () => {
  change('#hide', true);
  const key = it => `${it.scenario};${it.params}`;
  const counts = it => [it.allocs_per_op, it.bytes_requested_per_op, it.bytes_usable_per_op].join();
  const shown = new Set(tables.flatMap(table => all('tbody > tr', table).filter(isShown).map(row =>
    `${table.dataset.scenario};${table.dataset.params}/${contenderOf(row)}`)));
  const withTask = cases.filter(it => cases.some(other => other.contender === 'task' && key(other) === key(it)));
  expect(shown.size > 0 && shown.size < cases.length, `${shown.size} rows`);
  for (const it of withTask.filter(other => !/^(task|pool_)/.test(other.contender))) {
    const task = withTask.find(other => other.contender === 'task' && key(other) === key(it));
    const differs = counts(it) !== counts(task) || it.verdict === 'better' || it.verdict === 'worse';
    expectEqual(shown.has(`${key(it)}/${it.contender}`), differs, `${key(it)}/${it.contender}`);
    expect(!differs || shown.has(`${key(it)}/task`), `task of ${key(it)}`);
  }
  change('#hide', false);
  expectEqual(shownRows().length, cases.length, 'all again');
});

check('times are compared with the contender that was chosen', () => {
  const rows = groupRows('sync_success');
  const index = column(rows[0].closest('table'), 'ratio to task');
  const before = rows.map(row => row.cells[index].textContent).join();
  change('#relative', 'value_task');
  expectEqual(rows[0].closest('table').tHead.rows[0].cells[index].textContent, 'ratio to value_task', 'heading');
  const ns = name => cases.find(it => it.scenario === 'sync_success' && it.contender === name).ns_per_op;
  for (const row of rows) {
    const wanted = ns(contenderOf(row)) / ns('value_task');
    expect(Math.abs(Number(row.cells[index].textContent) / wanted - 1) < 0.01, `${contenderOf(row)} ${row.cells[index].textContent}`);
  }
  change('#relative', '');
  expectEqual(rows.map(row => row.cells[index].textContent).join(), before, 'as it was');
});

check('each group is ordered by what was chosen', () => {
  const before = shownRows().map(contenderOf).join();
  const metrics = {allocations: 'allocs_per_op', bytes: 'bytes_usable_per_op', time: 'ns_per_op', instructions: 'instructions_per_op'};
  for (const [name, metric] of Object.entries(metrics)) {
    change('#order', name);
    for (const table of tables) {
      const values = all('tbody > tr', table).map(row => cases.find(it => it.scenario === table.dataset.scenario &&
        it.params === table.dataset.params && it.contender === contenderOf(row))[metric]).filter(it => it !== null)
        .map(it => number(String(it)));
      expect(values.every((value, i) => i === 0 || value >= values[i - 1]), `${name}: ${values.join()}`);
    }
  }
  change('#order', 'catalogue');
  expectEqual(shownRows().map(contenderOf).join(), before, 'as it was');
});

const widths = of => all('.stack .part', of).map(part => parseFloat(part.style.width)).reduce((sum, it) => sum + it, 0);

check('every drawer opens and closes, and its bars add up', () => {
  for (const table of tables) {
    for (const row of all(':scope > tbody > tr:not(.drawer)', table)) {
      const button = one('.open', row);
      button.click();
      const drawer = row.nextElementSibling;
      expect(drawer.classList.contains('drawer') && button.ariaExpanded === 'true', contenderOf(row));
      all('.stack', drawer).forEach(stack => expect(Math.abs(widths(stack.parentElement) - 100) < 0.1, `${contenderOf(row)} ${widths(stack.parentElement)}`));
      button.click();
      expect(!row.nextElementSibling?.classList.contains('drawer') && button.ariaExpanded === 'false', 'stays open');
    }
  }
});

check('a drawer has what was measured, and the command for its case', () => {
  const row = groupRows('async_completion', 'on=other_thread').find(it => contenderOf(it) === 'task');
  one('.open', row).click();
  const text = row.nextElementSibling.textContent;
  ['1 block an operation', 'Size classes', 'Lifetimes', 'Threads', 'How it was counted', 'Both witnesses', 'Percentiles',
    'Made in', "vtbench run --filter 'async_completion/task;on=other_thread'"].forEach(words =>
    expect(text.includes(words), words));
  const [counted] = dataRows('measured').filter(it => it.scenario === 'async_completion' && it.contender === 'task' &&
    it.params === 'on=other_thread');
  const cells = all('section', row.nextElementSibling).find(it => it.textContent.startsWith('How it was counted'));
  const numbers = all('table > tbody > tr', cells).slice(0, 2).map(it => [...it.cells].slice(1).map(cell => cell.textContent).join());
  expectEqual(numbers.join(' '), `${counted.events_n},${counted.arenas_n} ${counted.events_2n},${counted.arenas_2n}`,
    'what the witnesses counted');
  const processes = Number(/(\d+) processes/.exec(text)?.[1]);
  expect(processes > 1, 'processes');
  expectEqual(all('.strip circle', row.nextElementSibling).length, processes, 'points');
  one('.open', row).click();
});

check('a drawer stays with its row where the table is sorted', () => {
  const rows = groupRows('sync_success');
  one('.open', rows[1]).click();
  const drawer = rows[1].nextElementSibling;
  change('#order', 'time');
  expectEqual(drawer.previousElementSibling, rows[1], 'above it');
  change('#order', 'catalogue');
  one('.open', rows[1]).click();
});

check('the slider reads off who wins at each value that was measured', () => {
  const slider = one('#tradeoff-value');
  const numbers = [...new Set(cases.filter(it => it.scenario === 'hit_ratio').map(it => Number(it.params.split('=')[1])))]
    .sort((a, b) => a - b);
  expectEqual(Number(slider.max), numbers.length - 1, 'values');
  numbers.forEach((value, i) => {
    change('#tradeoff-value', i);
    const of = cases.filter(it => it.scenario === 'hit_ratio' && it.params === `percent=${value}`);
    const view = one('[data-view=tradeoff]');
    expectEqual(one('output', view).textContent, String(value), 'value');
    expectEqual(all('tbody tr', view).length, of.length, 'contenders');
    const answers = of.filter(it => it.contender !== 'direct');
    const least = Math.min(...answers.map(it => number(it.allocs_per_op)));
    const fastest = answers.reduce((best, it) => (it.ns_per_op < best.ns_per_op ? it : best));
    all('tbody tr', view).forEach((row, j) => {
      expectEqual(row.cells[0].textContent, of[j] === of.find(it => it.contender === 'direct') ? '(direct)' : of[j].contender, 'name');
      expectEqual(Boolean(row.cells[1].querySelector('.win')), answers.includes(of[j]) && number(of[j].allocs_per_op) === least, `${of[j].contender} at ${value}`);
      expectEqual(Boolean(row.cells[3].querySelector('.win')), answers.includes(of[j]) && of[j].ns_low <= fastest.ns_high, `time of ${of[j].contender} at ${value}`);
    });
  });
  all('#tradeoff-series option').forEach(option => change('#tradeoff-series', option.value));
  const numbersOf = {}; // of each parameter, the others being as they are
  cases.forEach(it => it.params.split(';').forEach(pair => {
    const [name, value] = pair.split('=');
    const others = it.params.split(';').filter(other => other !== pair).join(';');
    if (value && Number.isFinite(Number(value))) (numbersOf[`${it.scenario};${others};${name}`] ??= new Set()).add(value);
  }));
  expectEqual(all('#tradeoff-series option').length, Object.values(numbersOf).filter(numbers => numbers.size > 1).length, 'series');
});

check('the flame graph adds up, in allocations and in bytes', () => {
  const frames = () => all('.frame').map(it => ({left: parseFloat(it.style.left), width: parseFloat(it.style.width), top: it.style.top}));
  for (const [unit, metric] of [['allocations', 'allocs_per_op'], ['bytes', 'bytes_per_op']]) {
    change('#flame-weight', unit);
    const total = dataRows('stacks').reduce((sum, row) => sum + number(row[metric]), 0);
    expect(one('.frame').title.includes(`: ${Math.abs(total) >= 100 ? Math.round(total) : total.toPrecision(3)} `), one('.frame').title);
    const second = frames().filter(it => it.top === '1.5rem');
    expect(Math.abs(second.reduce((sum, it) => sum + it.width, 0) - 100) < 1, 'the second row');
    expect(frames().every(it => it.left >= -0.01 && it.left + it.width < 100.01), 'a frame outside');
  }
});

check('the flame graph is zoomed and left by mouse and by keyboard', () => {
  change('#flame-weight', 'allocations');
  const before = all('.frame').length;
  const name = all('.frame')[1].textContent;
  expect(cases.some(it => it.scenario === name), name);
  all('.frame')[1].click();
  expect(one('.frame').textContent === name && one('.frame').style.width === '100%', one('.frame').textContent);
  expect(document.activeElement === one('.frame'), 'the focus is lost');
  press(document.activeElement, 'ArrowDown');
  const child = document.activeElement;
  expect(child !== one('.frame') && child.style.top === '1.5rem', child.textContent);
  press(child, 'ArrowRight');
  expect(document.activeElement.style.top === '1.5rem' && document.activeElement !== child, 'no neighbour');
  press(document.activeElement, 'ArrowUp');
  expect(document.activeElement === one('.frame'), 'not above');
  press(document.activeElement, 'Escape');
  expectEqual(one('.frame').textContent, 'all', 'top');
  expectEqual(all('.frame').length, before, 'frames');
});

check('a search marks frames and says how much they make', () => {
  change('#flame-search', 'fetch__start_box');
  const found = all('.frame.found');
  expect(found.length > 1 && found.every(it => it.textContent === 'fetch__start_box'), `${found.length}`);
  const sites = dataRows('stacks');
  const share = 100 * sites.filter(row => row.stack.includes('fetch__start_box')).reduce((sum, row) => sum + number(row.allocs_per_op), 0) /
    sites.reduce((sum, row) => sum + number(row.allocs_per_op), 0);
  expectEqual(parseFloat(one('[data-view=flame] output').textContent), Number(share.toPrecision(3)), 'share');
  change('#flame-search', '');
  expectEqual(all('.frame.found').length, 0, 'found');
});

check('numbers with intervals have bars within their cell', () => {
  const bars = all('.bar').filter(isShown);
  expect(bars.length > 100, `${bars.length} bars`);
  bars.forEach(bar => all('i', bar).forEach(mark => expect(parseFloat(mark.style.left) >= 0 && parseFloat(mark.style.left) <= 100, mark.style.left)));
});
