// What the page of a comparison does.

check('changed cases come first, the most serious before the others', () => {
  const rows = all('#findings + .scroll tbody tr').map(row => row.className);
  expect(rows.length > 3 && rows[0] === 'regression' && rows.at(-1) === 'improvement', rows.join());
  expectEqual(rows.join(), [...rows].sort((a, b) => (a === b ? 0 : a === 'regression' ? -1 : 1)).join(), 'order');
});

check('every case is there too', () => {
  one('details').open = true;
  expectEqual(all('details tbody tr').length, dataRows('cases').length, 'rows');
});

check('they can be filtered', () => {
  const shown = () => all('details tbody tr').filter(row => !row.hidden);
  change('#row-filter', 'sync_success/*');
  expectEqual(shown().length, dataRows('cases').filter(it => it.scenario === 'sync_success').length, 'rows');
  expect(shown().every(row => row.cells[0].textContent.startsWith('sync_success/')), 'another scenario');
  change('#row-filter', '');
  expectEqual(shown().length, dataRows('cases').length, 'all again');
});

check('a difference of the machines is a banner', () => {
  const banner = one('p > .bad').parentElement;
  expect(/^Environment: cpu .+ -> another/.test(banner.textContent), banner.textContent);
  expect(parseFloat(getComputedStyle(banner).borderLeftWidth) > 2, 'no banner');
});

check('the flame graph shows what is new and what is gone', () => {
  const changes = dataRows('sites').map(row => number(row.blocks));
  expect(changes.some(it => it > 0) && changes.some(it => it < 0), changes.join());
  expect(all('.frame.more').length > 2 && all('.frame.fewer').length > 2, 'colours');
  const box = all('.frame').find(it => it.textContent === '[box]');
  expect(box.title.includes('+1 blocks') && box.classList.contains('more'), box.title);
  expect(all('.frame.fewer').some(it => it.title.includes('−1 blocks')), 'what is gone');
  change('#flame-weight', 'bytes');
  expect(all('.frame').find(it => it.textContent === '[box]').title.includes('+32 bytes'), 'bytes');
});

check('the drawer of a pair has what changed, both runs and the command', () => {
  const changed = dataRows('columns')[0];
  const row = all('details tbody tr:not(.drawer)').find(it => it.cells[0].textContent ===
    `${changed.scenario}/${changed.contender}${changed.params ? `;${changed.params}` : ''}`);
  one('.open', row).click();
  const drawer = row.nextElementSibling;
  ['Counts that changed', changed.column, 'Where blocks are gained', 'vtbench run --filter'].forEach(words =>
    expect(drawer.textContent.includes(words), words));
  const timed = all('details tbody tr:not(.drawer)').find(it => /\d+ ?n?µ?s/.test(it.cells[3]?.textContent ?? '') &&
    /\d/.test(it.cells[4]?.textContent ?? ''));
  one('.open', timed).click();
  const strips = all('.strip', timed.nextElementSibling);
  expectEqual(strips.length, 2, 'strips');
  expect(strips.every(it => all('circle', it).length > 1), 'points');
  change('#row-filter', 'no such case');
  expect(drawer.hidden && timed.nextElementSibling.hidden, 'a drawer goes with its row');
  change('#row-filter', '');
  one('.open', row).click();
  expect(!row.nextElementSibling?.classList.contains('drawer'), 'stays open');
});
