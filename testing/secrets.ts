export const secrets = {
  providerToken: 'provider-token-for-tests',
  callbackToken: 'callback-token-for-tests',
  apiKey: 'vendor-key-for-tests',
  webhookSecret: 'webhook-secret-for-tests',
  operatorToken: 'operator-token-for-tests',
  smtpUser: 'smtp-user-for-tests',
  smtpPassword: 'smtp-password-for-tests',
};
