"""The addresses of standing support: a part of `fundraising.urls`."""

from django.urls import path

from fundraising.views import support, support_desk, support_posts

urlpatterns = [
    path("support/<slug:slug>/", support.page, name="support_page"),
    path("support/<slug:slug>/joining/", support.begin, name="begin_support"),
    path("support/posts/<uuid:pk>/", support_posts.post, name="support_post"),
    path("support/files/<uuid:pk>/", support_posts.fetch, name="support_file"),
    path("support/files/<uuid:pk>/picture/", support_posts.picture, name="support_picture"),
    path("supports/", support.mine, name="supports"),
    path("supports/<uuid:pk>/", support.support, name="support"),
    path("supports/<uuid:pk>/payment/", support.pay, name="pay_support"),
    path("supports/<uuid:pk>/card/", support.use_card, name="support_card"),
    path("supports/<uuid:pk>/card/new/", support.new_card, name="new_support_card"),
    path("supports/<uuid:pk>/change/", support.change, name="change_support"),
    path("supports/<uuid:pk>/change/withdrawal/", support.stay, name="stay_with_support"),
    path("supports/<uuid:pk>/end/", support.end, name="end_support"),
    path("supports/<uuid:pk>/end/withdrawal/", support.go_on, name="go_on_with_support"),
    path("supports/charges/<uuid:pk>/return/", support.take_back, name="take_charge_back"),
    path("my/support/", support_desk.desk, name="my_support"),
    path("my/support/opening/", support_desk.open_page, name="open_support"),
    path("my/support/closing/", support_desk.close_page, name="close_support"),
    path("my/support/tiers/new/", support_desk.tier, name="new_support_tier"),
    path("my/support/tiers/<uuid:pk>/", support_desk.tier, name="support_tier"),
    path("my/support/tiers/<uuid:pk>/retirement/", support_desk.retire, name="retire_support_tier"),
    path("my/support/posts/", support_desk.posts, name="my_support_posts"),
    path("my/support/posts/new/", support_desk.post, name="new_support_post"),
    path("my/support/posts/<uuid:pk>/", support_desk.post, name="edit_support_post"),
    path("my/support/posts/<uuid:pk>/publication/", support_desk.publish, name="publish_support_post"),
    path("my/support/posts/<uuid:pk>/withdrawal/", support_desk.withdraw, name="withdraw_support_post"),
    path("my/support/posts/<uuid:pk>/files/", support_desk.attach, name="add_support_file"),
    path("my/support/posts/<uuid:pk>/files/<uuid:file>/removal/", support_desk.detach, name="remove_support_file"),
    path("my/support/supporters/", support_desk.supporters, name="my_supporters"),
]
