# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keys of payment, commerce, shipping and crypto-currency services, and wallets."""

from clearance.core.detect.families.secrets.table import UUID, keyword_rules, prefix_rules

_PREFIXES = (
    ("stripe_key", "_live_ _test_ _prod_", r"(?:sk|rk|whsec)_(?:live|test|prod)_[A-Za-z0-9]{16,250}\b", "'«rk_live_{w24}»'", "sk_test_mode"),
    ("square_token", "sq0", r"sq0(?:atp|csp|idp|idb)-[A-Za-z0-9_-]{22,43}", "«sq0csp-{u43}»", "sq0atp-x"),
    ("square_access_token", "eaaa", r"EAAA[A-Za-z0-9_-]{60}", "«EAAA{w60}»", "EAAA"),
    ("paypal_token", "access_token$", r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}\b", "«access_token$production${a16}${h32}»", "access_token$production"),
    ("adyen_key", "aqe", r"AQE[A-Za-z0-9+/]{80,170}={0,2}(?:-[A-Za-z0-9+/=]{20,60}-[A-Za-z0-9]{16})?", "«AQE{w100}»", "AQEx"),
    ("plaid_token", "access-", rf"access-(?:sandbox|development|production)-{UUID}\b", "«access-production-{uuid}»", "access-production-data"),
    ("razorpay_key", "rzp_", r"rzp_(?:live|test)_[A-Za-z0-9]{14,24}\b", "«rzp_live_{w14}»", "rzp_live_id"),
    ("flutterwave_key", "flwseck flwpubk", r"FLW(?:SECK|PUBK)(?:_TEST)?-[0-9a-fA-F]{12,32}(?:-X)?\b", "«FLWSECK-{h32}-X»", "FLWSECK-x"),
    ("checkout_key", "sk_sbox_", r"sk_sbox_[a-z0-9]{26,30}\b", "«sk_sbox_{a28}»", "sk_sbox_x"),
    ("paddle_key", "pdl_", r"pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}\b", "«pdl_live_apikey_{a26}_{w22}_{w3}»", "pdl_live_apikey"),
    ("mercury_token", "secret-token:", r"secret-token:mercury_[a-z]{4,12}_[A-Za-z0-9_-]{30,90}", "«secret-token:mercury_production_{w60}»", "secret-token:x"),
    ("easypost_key", "ezak eztk", r"EZ[AT]K[A-Za-z0-9]{54}\b", "«EZAK{w54}»", "EZAKx"),
    ("shippo_token", "shippo_", r"shippo_(?:live|test)_[a-f0-9]{40}\b", "«shippo_live_{h40}»", "shippo_live_x"),
    ("duffel_token", "duffel_", r"duffel_(?:live|test)_[A-Za-z0-9_=-]{43}", "«duffel_live_{u43}»", "duffel_bag"),
    ("shopify_token", "shpat_ shpca_ shppa_ shpss_ shpua_", r"shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32}\b", "«shpat_{h32}»", "shpat_x"),
    ("gocardless_token", "live_ sandbox_", r"(?:live|sandbox)_[A-Za-z0-9_-]{40}\b", "token «live_{w40}»", "live_stream_name"),
    ("mollie_key", "live_ test_", r"(?:live|test)_[A-Za-z0-9]{30}\b", "key «live_{w30}»", "live_view"),
    ("lob_key", "live_ test_", r"(?:live|test)_[0-9a-f]{35}\b", "key «live_{h35}»", "test_results"),
    ("settlemint_token", "sm_pat_ sm_aat_ sm_sat_", r"sm_(?:pat|aat|sat)_[A-Za-z0-9]{16}\b", "«sm_pat_{w16}»", "sm_pat_x"),
    ("alchemy_key", "alcht_", r"alcht_[A-Za-z0-9]{30}\b", "«alcht_{w30}»", "alcht_x"),
    ("coinbase_key", "organizations/", rf"organizations/{UUID}/apiKeys/{UUID}", "«organizations/{uuid}/apiKeys/{uuid}»", "organizations/acme"),
    ("wepay_token", "stage_ production_", r"(?:stage|production)_[0-9a-f]{64}\b", "«production_{h64}»", "production_database"),
    ("polar_token", "polar_", r"polar_(?:pat|oat|at|rt)_[A-Za-z0-9_-]{30,60}", "«polar_oat_{w43}»", "polar_pat_x"),
    ("ethereum_key", "xprv zprv yprv tprv", r"[xyzt]prv[1-9A-HJ-NP-Za-km-z]{100,112}\b", "«xprv{s107}»", "xprv9"),
)  # fmt: skip

_KEYWORDS = (
    ("plaid_secret", "plaid", r"[0-9a-f]{24,30}", "{h30}"),
    ("paypal_secret", "paypal", r"[A-Za-z0-9_-]{80}", "{w80}"),
    ("braintree_key", "braintree", r"[0-9a-f]{32}", "{h32}"),
    ("razorpay_secret", "razorpay", r"[A-Za-z0-9]{24}", "{w24}"),
    ("coinbase_secret", "coinbase", r"[A-Za-z0-9_-]{32,64}|[A-Za-z0-9+/]{86}==", "{w64}"),
    ("binance_key", "binance", r"[A-Za-z0-9]{64}", "{w64}"),
    ("kraken_key", "kraken", r"[A-Za-z0-9/=_+-]{56,90}", "{w86}=="),
    ("kucoin_key", "kucoin", rf"[a-f0-9]{{24}}|{UUID}", "{h24}"),
    ("bybit_key", "bybit", r"[A-Za-z0-9]{18,36}", "{w36}"),
    ("bitmex_key", "bitmex", r"[A-Za-z0-9_-]{24,48}", "{w48}"),
    ("etherscan_key", "etherscan bscscan polygonscan", r"[A-Z0-9]{34}", "{A34}"),
    ("infura_key", "infura", r"[0-9a-f]{32}", "{h32}"),
    ("alchemy_api_key", "alchemy", r"[A-Za-z0-9_-]{32}", "{w32}"),
    ("moralis_key", "moralis", r"[A-Za-z0-9._-]{64,300}", "{w64}"),
    ("shopify_secret", "shopify", r"[0-9a-f]{32}", "{h32}"),
    ("bigcommerce_token", "bigcommerce", r"[a-z0-9]{31}", "{a31}"),
    ("etsy_key", "etsy", r"[a-z0-9]{24}", "{a24}"),
    ("ebay_key", "ebay", rf"(?:PRD|SBX)-[a-f0-9]{{8,12}}-(?:[a-f0-9]{{4}}-){{2,3}}[a-f0-9]{{4}}|{UUID}", "PRD-{h12}-{h4}-{h4}-{h4}-{h4}"),
    ("chargebee_key", "chargebee", r"(?:live|test)_[A-Za-z0-9]{28,40}", "live_{w34}"),
    ("recurly_key", "recurly", r"[0-9a-f]{32}", "{h32}"),
    ("wise_token", "wise_ transferwise", UUID, "{uuid}"),
    ("finnhub_token", "finnhub", r"[a-z0-9]{20,40}", "{a20}"),
    ("alpaca_secret", "alpaca apca", r"[A-Za-z0-9]{40}", "{w40}"),
    ("polygon_io_key", "polygon_", r"[A-Za-z0-9_]{32}", "{w32}"),
    ("alphavantage_key", "alphavantage alpha_vantage", r"[A-Z0-9]{16}", "{A16}"),
    ("quickbooks_secret", "quickbooks intuit", r"[A-Za-z0-9]{40}", "{w40}"),
    ("xero_secret", "xero", r"[A-Za-z0-9_-]{48}", "{w48}"),
)  # fmt: skip

RECOGNISERS = (*prefix_rules(_PREFIXES), *keyword_rules(_KEYWORDS))
