const WIDTH = 96;
const HEIGHT = 24;

/** Shares of failed sessions, hour by hour, as small bars. `null` where nothing was seen in that hour. */
export function Sparkline({ shares, says }: { readonly shares: readonly (number | null)[]; readonly says: string }) {
  const step = WIDTH / Math.max(1, shares.length);
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={says}>
      <line class="ground" x1="0" y1={HEIGHT - 0.5} x2={WIDTH} y2={HEIGHT - 0.5} />
      {shares.map((share, index) => {
        if (share === null) return null;
        // A failure that is rare is there all the same.
        const height = share === 0 ? 1 : Math.max(3, share * HEIGHT);
        return (
          <rect
            key={index}
            class={share === 0 ? 'well' : 'failed'}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(1, step - 1)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
