/** The seed of generated tests: the same in CI, another one elsewhere. fast-check prints it when something fails. */
export const seededAnew = Number(process.env.KFW_TEST_SEED ?? (process.env.CI ? 20_261_130 : Date.now() % 2 ** 31));
