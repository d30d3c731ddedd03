// Names that would be markup, a script or a command in another place stay texts.

check('no name becomes an element, an attribute or a script', () => {
  expectEqual(window.attacked, undefined, 'it ran');
  expectEqual(all('main script, main img:not(figure img), main b, main svg:not(.strip, .trend)').length, 0, 'elements');
  all('*').forEach(element => [...element.attributes].forEach(({name}) => expect(name === 'onclick' || !name.startsWith('on'), element.outerHTML.slice(0, 99))));
  all('a').forEach(link => expect(!/^javascript:/i.test(link.href), link.href));
});

check('they are shown as they are', () => {
  ['<script>attacked=1<\/script>', '"><img src=x onerror=attacked=1>', "'&amp;", 'javascript:attacked=1'].forEach(text =>
    expect(document.body.textContent.includes(text), text));
  expect(document.body.textContent.includes('x'.repeat(10000)), 'the long name');
});

check('control characters are not', () => {
  expect(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/.test(one('main').textContent.replace(/\n/g, '')), 'one is');
});

check('every drawer opens with them', () => {
  const buttons = all('.open');
  expect(buttons.length >= 5, `${buttons.length}`);
  buttons.forEach(button => {
    button.click();
    expect(button.closest('tr').nextElementSibling.textContent.includes('vtbench run --filter'), button.textContent.slice(0, 50));
  });
  expectEqual(window.attacked, undefined, 'it ran');
});

check('a filter takes them', () => {
  change('#filter', '<script>');
  expectEqual(all('table[data-scenario] > tbody > tr:not(.drawer)').filter(isShown).length, 1, 'rows');
  change('#filter', '');
});

check('a long name makes the page no wider', () => {
  expect(document.documentElement.scrollWidth <= innerWidth, `${document.documentElement.scrollWidth} of ${innerWidth}`);
});
