import { accepts } from '../../lib/api/accepts.js';

describe('what who asks takes', () => {
  it.each([
    { header: 'gzip', takes: ['gzip'] },
    { header: 'br;q=1.0, GZIP;q=0.8', takes: ['br', 'gzip'] },
    { header: '*', takes: ['br', 'gzip'] },
    { header: 'gzip;q=0', takes: [] },
    { header: 'gzip;q=0, *', takes: ['br'] },
    { header: 'identity, *;q=0', takes: [] },
    { header: 'gzip;level=9;q=0', takes: [] },
    { header: 'gzip;q=high', takes: [] },
    { header: null, takes: [] },
  ])('of “$header” is $takes', ({ header, takes }) => {
    expect(['br', 'gzip'].filter((coding) => accepts(header, coding))).toEqual(takes);
  });
});
