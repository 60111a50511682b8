"""Where the wallet, payouts and escrow are found; the addresses of the floor take these in."""

from django.urls import path

from payments.views import holds, payout_accounts, payouts, wallet

urlpatterns = [
    path("wallet/", wallet.show, name="wallet"),
    path("wallet/accounts/<slug:account>/<str:currency>/", wallet.account, name="wallet_account"),
    path("wallet/accounts/<slug:account>/<str:currency>/csv/", wallet.account_csv, name="wallet_account_csv"),
    path("wallet/debts/<str:currency>/payment/", wallet.repay, name="repay"),
    path("wallet/payouts/", payouts.index, name="payouts"),
    path("wallet/payouts/new/", payouts.new, name="new_payout"),
    path("wallet/payouts/<uuid:pk>/", payouts.payout, name="payout"),
    path("wallet/payout-account/", payout_accounts.show, name="payout_account"),
    path("wallet/payout-account/onboarding/", payout_accounts.onboard, name="onboard"),
    path("wallet/payout-account/return/", payout_accounts.returned, name="onboarded"),
    path("wallet/payout-account/rhythm/", payout_accounts.rhythm, name="payout_rhythm"),
    path("escrow/", holds.index, name="holds"),
    path("escrow/<uuid:pk>/", holds.show, name="hold"),
    path("escrow/<uuid:pk>/renewal/", holds.ask_longer, name="ask_longer"),
    path("escrow/<uuid:pk>/renewal/agreement/", holds.agree_longer, name="agree_longer"),
    path("escrow/<uuid:pk>/renewal/payment/", holds.pay_longer, name="pay_longer"),
]
