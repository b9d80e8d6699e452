/** esbuild takes a style sheet's import as part of the bundle. */
declare module '*.css';
