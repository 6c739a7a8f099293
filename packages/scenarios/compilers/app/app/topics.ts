/** The scenario writes this file again, with names of topics that are its own. */
export const people = 'people';
export const greetings = 'greetings';
export const audits = 'audits';
