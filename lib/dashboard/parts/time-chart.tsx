import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';

/** One thing that is counted or measured, hour by hour. */
export interface Series {
  readonly name: string;
  /** A custom property of the style sheet: `--good`. */
  readonly colour: string;
  /** One value a time; `null` where nothing was seen. */
  readonly values: readonly (number | null)[];
}

export interface TimeChartProps {
  /** What the chart shows, in a sentence; it is all that a screen reader hears before the table. */
  readonly says: string;
  /** Where each bar begins: milliseconds since 1970, UTC, ascending, evenly spaced. */
  readonly times: readonly number[];
  /** From the bottom up. */
  readonly series: readonly Series[];
  readonly shape: 'stacked-bars' | 'lines';
  /** A range of time that the viewer has brushed; milliseconds. */
  readonly onZoom?: (from: number, to: number) => void;
}

const HEIGHT = 220;

/** Counts by time as stacked bars, or measures as lines. Drag over it to zoom, click twice for all again. The same numbers stand in a table below, for whoever can't see it. */
export function TimeChart({ says, times, series, shape, onZoom }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const box = place.current;
    const draw = () => plot(box, { says, times, series, shape, ...(onZoom !== undefined && { onZoom }) });
    let chart = draw();
    const resized = new ResizeObserver(() => {
      chart.setSize({ width: box.clientWidth, height: HEIGHT });
    });
    resized.observe(box);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      chart.destroy();
      chart = draw();
    };
    theme.addEventListener('change', redraw);
    return () => {
      theme.removeEventListener('change', redraw);
      resized.disconnect();
      chart.destroy();
    };
  }, [says, times, series, shape, onZoom]);
  return (
    <figure class="chart">
      <figcaption>{says}</figcaption>
      <div ref={place} aria-hidden="true" />
      <ul class="legend" aria-hidden="true">
        {series.map(({ name, colour }) => (
          <li key={name}>
            <Swatch colour={colour} /> {name}
          </li>
        ))}
      </ul>
      <details>
        <summary>As a table</summary>
        <div class="scrolling" tabIndex={0} role="group" aria-label={says}>
          <table>
            <thead>
              <tr>
                <th scope="col">From (UTC)</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, index) => (
                <tr key={time}>
                  <th scope="row">{new Date(time).toISOString().slice(0, 16).replace('T', ' ')}</th>
                  {series.map(({ name, values }) => (
                    <td key={name}>{values[index]?.toLocaleString() ?? ''}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** A patch of a colour. Styles are set by script, since the page's policy takes none from markup. */
function Swatch({ colour }: { readonly colour: string }) {
  return (
    <svg class="swatch" width="12" height="12" aria-hidden="true">
      <rect width="12" height="12" fill={`var(${colour})`} />
    </svg>
  );
}

function plot(box: HTMLElement, { times, series, shape, onZoom }: TimeChartProps): Plot {
  const paint = getComputedStyle(box);
  const colourOf = (name: string) => resolved(box, name);
  const bars = Plot.paths.bars?.({ size: [0.9], align: 1 });
  const drawn = shape === 'lines' ? series.map(({ values }) => [...values]) : stacked(series, times.length);
  const axis = { stroke: paint.color, grid: { stroke: colourOf('--line'), width: 1 }, ticks: { stroke: colourOf('--line'), width: 1 } };
  return new Plot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: true, y: false } },
      scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most)] } },
      axes: [axis, { ...axis, size: 60 }],
      // The highest sum is drawn first, so that the lower ones stand before it.
      series: [
        {},
        ...series.toReversed().map(({ name, colour }) => ({
          label: name,
          points: { show: false },
          ...(shape === 'lines' || bars === undefined
            ? { stroke: colourOf(colour), width: 2 }
            : { fill: colourOf(colour), width: 0, paths: bars }),
        })),
      ],
      hooks: {
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width > 0) onZoom?.(chart.posToVal(left, 'x') * 1000, chart.posToVal(left + width, 'x') * 1000);
          },
        ],
      },
    },
    [times.map((time) => time / 1000), ...drawn.toReversed()],
    box,
  );
}

/** Each series added to those below it. */
function stacked(series: readonly Series[], length: number): number[][] {
  const sum = new Array<number>(length).fill(0);
  return series.map(({ values }) => {
    for (let index = 0; index < length; index += 1) sum[index] = (sum[index] ?? 0) + (values[index] ?? 0);
    return [...sum];
  });
}

/** What a custom property's colour is in the current scheme: a canvas knows no `light-dark()`. */
function resolved(box: HTMLElement, property: string): string {
  const probe = box.appendChild(document.createElement('span'));
  probe.style.color = `var(${property})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
