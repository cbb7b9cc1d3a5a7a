export const apiKey = 'api-key-of-the-campaign-for-invitations';
export const webhookSecret = 'webhook-secret-of-the-campaign-for-invitations';
