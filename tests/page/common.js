// What holds for every page.

check('asks for nothing', () => {
  expectEqual(performance.getEntriesByType('resource').length, 0, 'requests');
  expectEqual(violations.length, 0, 'violations of the policy');
  all('[src]').forEach(element => expect(element.getAttribute('src').startsWith('data:image/svg+xml,'), element.outerHTML.slice(0, 80)));
});

check('its policy allows nothing else', () => {
  const policy = one('meta[http-equiv=Content-Security-Policy]').content;
  expect(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
  expect(!/\*|https?:|style-src[^;]*unsafe/.test(policy), policy);
});

check('every picture can be drawn', () => {
  all('img').forEach(picture => expect(picture.complete && picture.naturalWidth > 0, picture.alt));
});

check('every control has a name, and is reached by keyboard', () => {
  const controls = all('main button, main select, main input, main summary');
  controls.forEach(control => {
    const name = control.textContent.trim() || control.labels?.[0]?.textContent.trim() || control.getAttribute('aria-label');
    expect(name, `no name: ${control.outerHTML.slice(0, 80)}`);
    const apart = control.closest('.flame'); // arrows move there
    expect(control.tabIndex >= 0 || apart, `not reached: ${control.outerHTML.slice(0, 80)}`);
  });
  all('.flame').forEach(graph => expectEqual(all('button', graph).filter(it => it.tabIndex === 0).length, 1, 'ways in'));
});

check('what has the focus is seen', () => {
  all('main button:enabled').filter(isShown).slice(0, 3).forEach(button => {
    button.focus({focusVisible: true});
    const style = getComputedStyle(button);
    expect(style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, `${style.outline} of ${button.outerHTML.slice(0, 80)}, ${document.hasFocus()} ${button.matches(':focus')} ${button.matches(':focus-visible')}`);
  });
  document.activeElement.blur();
});

check('no identifier is there twice', () => {
  const names = all('[id]').map(element => element.id);
  expectEqual(new Set(names).size, names.length, 'names');
});

check('every link of the contents leads somewhere', () => {
  all('nav a').forEach(link => expect(document.getElementById(link.hash.slice(1)), link.hash));
});

check('a click on a heading sorts a table up, down, and as it was', () => {
  const table = all('main table').find(it => it.tBodies[0].rows.length > 3 && all('td[data-v]', it).length > 3 && isShown(it));
  if (!table) return;
  const index = all('td[data-v]', table)[0].cellIndex;
  const values = () => all('tbody > tr:not(.drawer)', table).map(row => row.cells[index]).filter(cell => cell.dataset.v)
    .map(cell => Number(cell.dataset.v));
  const before = values().join();
  const head = table.tHead.rows[0].cells[index];
  const ordered = sign => values().every((value, i, them) => i === 0 || sign * (value - them[i - 1]) >= 0);
  one('button', head).click();
  expect(head.ariaSort === 'ascending' && ordered(1), values().join());
  one('button', head).click();
  expect(head.ariaSort === 'descending' && ordered(-1), values().join());
  one('button', head).click();
  expectEqual(values().join(), before, 'as it was');
});
