// A bar below each number that has an interval: all of a table's column have one scale.

// The place of a value within [least, most], 0 to 1: by its logarithm where that can be.
const scaleOf = (least, most) => {
  const to = least > 0 ? Math.log : value => value;
  const range = to(most) - to(least) || 1;
  return value => (to(value) - to(least)) / range;
};

const addBars = table => {
  for (const cells of columnsOf(table)) {
    const column = cells.map(cell => ({cell, ...numbersOf(cell.textContent)})).filter(({high}) => Number.isFinite(high));
    const scale = scaleOf(Math.min(...column.map(({low}) => low)), Math.max(...column.map(({high}) => high)));
    column.forEach(({cell, ...numbers}) => {
      const [low, middle, high] = [numbers.low, numbers.value, numbers.high].map(scale);
      const span = make('i', {class: 'span'});
      span.style.left = `${100 * low}%`;
      span.style.width = `${100 * Math.max(high - low, 0.01)}%`;
      const point = make('i', {class: 'point'});
      point.style.left = `${100 * middle}%`;
      cell.append(make('span', {class: 'bar', 'aria-hidden': 'true'}, span, point));
    });
  }
};
