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
