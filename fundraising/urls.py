from django.urls import path

from fundraising.fulfilment_urls import urlpatterns as of_fulfilment
from fundraising.making_urls import urlpatterns as of_makers
from fundraising.support_urls import urlpatterns as of_support
from fundraising.views import budget_work, disbursements, fundraisers, giving, matches, pledges, supporting, terms

app_name = "fundraising"
urlpatterns = [
    *of_makers,
    *of_fulfilment,
    *of_support,
    path("fundraisers/<slug:slug>/", fundraisers.fundraiser, name="fundraiser"),
    path("fundraisers/<slug:slug>/pledge/", pledges.begin, name="back"),
    path("fundraisers/<slug:slug>/pledge/sum/", pledges.sum_up, name="pledge_sum"),
    path("fundraisers/<slug:slug>/match/", matches.offer, name="match"),
    path("pledges/<uuid:pk>/match/", matches.extend, name="extend_match"),
    path("backing/terms/<slug:version>/", terms.terms, name="terms"),
    path("pledges/", supporting.mine, name="pledges"),
    path("pledges/years/<slug:slug>/<int:year>/", giving.show, name="giving"),
    path("pledges/years/<slug:slug>/<int:year>/statement.pdf", giving.file, name="giving_file"),
    path("pledges/years/<slug:slug>/<int:year>/statement.csv", giving.table, name="giving_table"),
    path("pledges/<uuid:pk>/", pledges.pledge, name="pledge"),
    path("pledges/<uuid:pk>/change/", pledges.change, name="change_pledge"),
    path("pledges/<uuid:pk>/confirmation/", pledges.confirm, name="confirm_pledge"),
    path("pledges/<uuid:pk>/card/", pledges.new_card, name="pledge_card"),
    path("pledges/<uuid:pk>/cancellation/", pledges.cancel, name="cancel_pledge"),
    path("pledges/<uuid:pk>/payment/", pledges.pay, name="pay_pledge"),
    path("fundraisers/<slug:slug>/budget/", budget_work.budget, name="budget"),
    path("budget-lines/<uuid:pk>/job/", budget_work.post_job, name="post_budget_job"),
    path("budget-lines/<uuid:pk>/contract/", budget_work.link, name="link_contract"),
    path("budget-work/<uuid:pk>/", budget_work.work, name="budget_work"),
    path("budget-work/<uuid:pk>/consent/", budget_work.agree, name="agree_to_be_named"),
    path("budget-work/<uuid:pk>/refusal/", budget_work.withdraw, name="refuse_to_be_named"),
    path("budget-work/<uuid:pk>/removal/", budget_work.unlink, name="unlink_work"),
    path("steps/<uuid:pk>/", disbursements.step, name="disbursement"),
    path("steps/<uuid:pk>/evidence/", disbursements.submit, name="submit_step"),
    path("steps/<uuid:pk>/vote/", disbursements.vote, name="vote"),
    path("steps/<uuid:pk>/objection/", disbursements.ask_staff, name="ask_staff"),
    path("steps/<uuid:pk>/abandonment/", disbursements.give_up, name="give_step_up"),
]
