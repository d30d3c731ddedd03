// A metric of a case over several runs, in the order of their dates. A step of an exact count has a line of its own.

const trendMetrics = new Map([
  ['allocations', {value: row => fraction(row.allocs_per_op), text: digits}],
  ['bytes usable', {value: row => fraction(row.bytes_usable_per_op), text: digits}],
  ['time', {value: row => row.ns_per_op, low: row => row.ns_low, high: row => row.ns_high, text: time}],
  ['instructions', {value: row => fraction(row.instructions_per_op), text: digits}],
]);

const trendLine = (points, runs, {low, high, text}) => {
  const [width, height, left, bottom] = [760, 240, 90, 60];
  const values = points.flatMap(({value, row}) => [value, low?.(row), high?.(row)]).filter(it => it !== null &&
    it !== undefined);
  const most = Math.max(...values) || 1;
  const x = i => left + ((width - left - 20) * (i + 0.5)) / runs.length;
  const y = value => height - bottom - ((height - bottom - 15) * value) / (most * 1.05);
  const ticks = [0, most / 2, most].map(value => draw('g', {}, draw('line', {class: 'grid', x1: left, x2: width - 20,
    y1: y(value), y2: y(value)}), draw('text', {x: left - 8, y: y(value) + 4, 'text-anchor': 'end'}, text(value))));
  const every = Math.ceil(runs.length / 8);
  const names = runs.map((run, i) => (i % every ? null : draw('text', {x: x(i), y: height - bottom + 20,
    'text-anchor': 'middle'}, (run.revision || run.name).slice(0, 12)))).filter(Boolean);
  const dates = runs.map((run, i) => (i % every ? null : draw('text', {x: x(i), y: height - bottom + 38,
    'text-anchor': 'middle'}, run.created.slice(0, 10)))).filter(Boolean);
  const bars = points.filter(({row}) => low && low(row) !== null).map(({i, row}) =>
    draw('line', {class: 'range', x1: x(i), x2: x(i), y1: y(low(row)), y2: y(high(row))}));
  const steps = points.filter(({value}, k) => !low && k > 0 && value !== points[k - 1].value).map(({i}) =>
    draw('line', {class: 'step', x1: x(i), x2: x(i), y1: 15, y2: height - bottom}));
  const line = draw('polyline', {class: 'line', points: points.map(({i, value}) => `${x(i)},${y(value)}`).join(' ')});
  const marks = points.map(({i, value}) => draw('circle', {cx: x(i), cy: y(value), r: 4},
    draw('title', {}, `${runs[i].name}: ${text(value)}`)));
  return draw('svg', {viewBox: `0 0 ${width} ${height}`, class: 'trend', role: 'img',
    'aria-label': points.map(({i, value}) => `${runs[i].name} ${text(value)}`).join(', ')},
    ...ticks, ...names, ...dates, ...steps, ...bars, line, ...marks);
};

const addTrend = (view, data) => {
  const rows = data.rows('trend');
  const runs = data.rows('runs');
  const names = [...new Set(rows.map(caseName))];
  const metrics = [...trendMetrics].filter(([, {value}]) => rows.some(row => value(row) !== null)).map(([name]) => name);
  const picture = make('div');
  const show = () => {
    const metric = trendMetrics.get(which.value);
    const points = rows.filter(row => caseName(row) === choice.value && metric.value(row) !== null)
      .map(row => ({i: row.run, row, value: metric.value(row)}));
    picture.replaceChildren(points.length ? trendLine(points, runs, metric) : make('p', {}, 'Not measured.'));
  };
  const choice = makeSelect('trend-case', names.map(name => [name, name]), show);
  const which = makeSelect('trend-metric', metrics.map(name => [name, name]), show);
  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Case', choice), makeLabelled('Metric', which)), picture);
  show();
};
