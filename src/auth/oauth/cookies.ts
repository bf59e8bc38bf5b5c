/** Names of the cookies that lead somebody through one authorisation. */
export const OAUTH_COOKIES = {
  session: 'koapress_oauth_session',
  interaction: 'koapress_oauth_interaction',
  resume: 'koapress_oauth_resume',
} as const;
