/** The seed of generated tests: fixed in CI, random elsewhere. fast-check prints it when a test fails. */
export const seededAnew = Number(process.env.KFW_TEST_SEED ?? (process.env.CI ? 20_261_130 : Date.now() % 2 ** 31));
