"""The pages that a payer or payee sees at the gateway: checkout, their bank's question, onboarding, a receipt."""
