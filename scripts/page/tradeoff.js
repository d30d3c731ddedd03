// Who wins at each value of a numeric parameter: only values that were measured are shown.

// The parameters that differ in nothing but one number: [{label, values: [{number, cases}]}].
const findSeries = cases => {
  const series = new Map();
  for (const it of cases) {
    paramsOf(it.params).forEach(([name, value], i, params) => {
      if (value === undefined || value.trim() === '' || !Number.isFinite(Number(value))) return;
      const others = params.filter((_, j) => j !== i).map(pair => pair.join('=')).join(', ');
      const label = `${it.scenario}: ${name}${others ? ` (${others})` : ''}`;
      const values = series.get(label) ?? new Map();
      series.set(label, values);
      values.set(Number(value), [...(values.get(Number(value)) ?? []), it]);
    });
  }
  return [...series].filter(([, values]) => values.size > 1).map(([label, values]) =>
    ({label, values: [...values].sort(([a], [b]) => a - b).map(([number, of]) => ({number, cases: of}))}));
};

const tradeoffMetrics = [
  ['Allocations', it => fraction(it.allocs_per_op), it => it.allocs_per_op ?? '–'],
  ['Bytes usable', it => fraction(it.bytes_usable_per_op), it => digits(fraction(it.bytes_usable_per_op))],
  ['Time', it => it.ns_per_op, it => interval(it.ns_per_op, it.ns_low, it.ns_high)],
];

// Those that have the least; of times also those that cannot be told from it.
const winnersOf = (cases, [name, value]) => {
  const known = cases.filter(it => value(it) !== null);
  const least = known.reduce((best, it) => (best && value(best) <= value(it) ? best : it), null);
  return known.filter(it => value(it) === value(least) ||
    (name === 'Time' && it.ns_low !== null && least.ns_high !== null && it.ns_low <= least.ns_high));
};

const winnersText = (winners, name) => {
  const together = name === 'Time' && winners.length > 1 ? ' (their intervals overlap)' : '';
  return `Least ${name.toLowerCase()}: ${winners.map(it => it.contender).join(', ')}${together}.`;
};

const addTradeoff = (view, cases, asides) => {
  const series = findSeries(cases);
  if (!series.length) {
    const heading = view.previousElementSibling;
    document.querySelector(`nav a[href="#${heading.id}"]`)?.remove();
    heading.remove();
    view.remove();
    return;
  }
  const table = make('div');
  const words = make('div', {'aria-live': 'polite', class: 'winners'});
  const value = make('output', {});
  const slider = make('input', {id: 'tradeoff-value', type: 'range', min: 0, step: 1, oninput: () => show()});
  const choice = makeSelect('tradeoff-series', series.map(({label}, i) => [i, label]), () => begin());

  const show = () => {
    const {number, cases: shown} = series[choice.value].values[slider.value];
    const metrics = tradeoffMetrics.filter(([, value]) => shown.some(it => value(it) !== null));
    const answers = shown.filter(it => !asides.has(it.contender));
    const winners = metrics.map(metric => winnersOf(answers.length ? answers : shown, metric));
    value.textContent = String(number);
    slider.setAttribute('aria-valuetext', String(number));
    words.replaceChildren(...metrics.map(([name], i) => make('p', {}, winnersText(winners[i], name))));
    table.replaceChildren(makeTable(['contender', ...metrics.map(([name]) => name)],
      shown.map(it => [asides.has(it.contender) ? `(${it.contender})` : it.contender, ...metrics.map(([, , text], i) =>
        (winners[i].includes(it) ? make('strong', {class: 'win'}, `${text(it)} ✓`) : text(it)))])));
  };
  const begin = () => {
    slider.max = series[choice.value].values.length - 1;
    slider.value = Math.floor(slider.max / 2);
    show();
  };
  const preferred = series.findIndex(({label}) => label.startsWith('hit_ratio'));
  choice.value = String(Math.max(preferred, 0));
  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Parameter', choice), makeLabelled('Value', slider), value), words, table,
    make('p', {class: 'note'}, '✓ has the least, or cannot be told from it. (In parentheses: no answer, but a measure for them.)'));
  begin();
};
