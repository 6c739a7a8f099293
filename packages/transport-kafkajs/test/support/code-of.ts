/** The codes that codecs fail with. */
export const codeOf = { tooLarge: { code: 'ERR_BUFFER_TOO_LARGE' } } as const;
