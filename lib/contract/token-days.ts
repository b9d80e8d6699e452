/** How many days a query token is good for. */
export const TOKEN_DAYS = { default: 365, most: 730 } as const;
