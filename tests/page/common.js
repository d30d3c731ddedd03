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

// What a text shows, read by other means than the page's own.
const shownNumber = text => {
  const sizes = {ns: 1, 'µs': 1e3, ms: 1e6, s: 1e9, '%': 0.01};
  const [first, unit] = text.replace(/^(< |~)/, '').split(' ');
  return number(first) * (sizes[unit] ?? 1);
};

check('a click on a heading sorts a table up, down, and as it was', () => {
  const isNumbers = (table, index) => table.tHead.rows[0].cells[index].classList.contains('n');
  const withTimes = it => [...it.tBodies[0].rows].filter(row => [...row.cells].some(cell =>
    isNumbers(it, cell.cellIndex) && / ns/.test(cell.textContent))).length > 3;
  const table = all('main table').filter(it => it.querySelector('.sort') && isShown(it)).find(withTimes);
  if (!table) return;
  [...table.tHead.rows[0].cells].forEach((head, index) => {
    if (!isNumbers(table, index)) return;
    const texts = () => all('tbody > tr:not(.drawer)', table).map(row => row.cells[index].textContent);
    const values = () => texts().filter(text => text !== '–').map(shownNumber);
    const before = texts().join();
    const ordered = sign => values().every((value, i, them) => i === 0 || sign * (value - them[i - 1]) >= 0);
    one('button', head).click();
    expect(head.ariaSort === 'ascending' && ordered(1), values().join());
    one('button', head).click();
    expect(head.ariaSort === 'descending' && ordered(-1), values().join());
    one('button', head).click();
    expectEqual(texts().join(), before, 'as it was');
  });
});
