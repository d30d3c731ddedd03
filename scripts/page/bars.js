// A bar below each number that has an interval: all of a table's column have one scale.

// The place of a value within [least, most], 0 to 1: by its logarithm where that can be.
const scaleOf = (least, most) => {
  const to = least > 0 ? Math.log : value => value;
  const range = to(most) - to(least) || 1;
  return value => (to(value) - to(least)) / range;
};

const addBars = table => {
  const cells = [...table.tBodies[0].rows].flatMap(row => [...row.cells].filter(cell => cell.dataset.h));
  for (const index of new Set(cells.map(cell => cell.cellIndex))) {
    const column = cells.filter(cell => cell.cellIndex === index);
    const numbers = column.map(cell => [cell.dataset.l, cell.dataset.v, cell.dataset.h].map(Number));
    const scale = scaleOf(Math.min(...numbers.map(([low]) => low)), Math.max(...numbers.map(n => n[2])));
    column.forEach((cell, i) => {
      const [low, middle, high] = numbers[i].map(scale);
      const span = make('i', {class: 'span'});
      span.style.left = `${100 * low}%`;
      span.style.width = `${100 * Math.max(high - low, 0.01)}%`;
      const point = make('i', {class: 'point'});
      point.style.left = `${100 * middle}%`;
      cell.append(make('span', {class: 'bar', 'aria-hidden': 'true'}, span, point));
    });
  }
};
