// The contrast of every text with what is behind it, as WCAG 2 has it (AA): 4.5, or 3 where it is large. Everything is
// opened first.

const colorOf = text => text.match(/[\d.]+/g).map(Number);

const luminance = color => {
  const [red, green, blue] = color.map(part => part / 255).map(part =>
    (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (a, b) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const known = new Map();

const behind = element => {
  expect(element, 'nothing is behind');
  if (!known.has(element)) {
    const color = colorOf(getComputedStyle(element).backgroundColor);
    expect(color.length === 3 || color[3] === 1 || color[3] === 0, `half transparent: ${element.outerHTML.slice(0, 80)}`);
    known.set(element, color[3] === 0 ? behind(element.parentElement) : color);
  }
  return known.get(element);
};

const hasText = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());

check(`contrast is AA in ${matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'}`, () => {
  all('details').forEach(it => { it.open = true; });
  all('.open').slice(0, 3).forEach(it => it.click());
  const texts = all('body *').filter(element => hasText(element) && isShown(element) && !element.disabled &&
    !/^(SCRIPT|STYLE|OPTION)$/.test(element.tagName));
  expect(texts.length > 20, `${texts.length} texts`);
  for (const element of texts) {
    const style = getComputedStyle(element);
    const svg = element instanceof SVGElement;
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = contrast(colorOf(svg ? style.fill : style.color).slice(0, 3), behind(element).slice(0, 3));
    expect(found >= (large ? 3 : 4.5), `${found.toFixed(2)} of ${element.outerHTML.slice(0, 100)}`);
  }
  all('.open[aria-expanded=true]').forEach(it => it.click());
});
