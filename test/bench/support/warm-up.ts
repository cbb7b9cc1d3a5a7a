/**
 * Load before anything counts. Until then much of the time goes into compiling what a process of some days has
 * compiled.
 */
export const warmUpSeconds = 3;
