# `make run` and `make test` are all a newcomer needs: on Debian, Ubuntu or macOS with Python 3.11 or newer.
.PHONY: run test bench screenshots messages reset shell manage
.SILENT:

IN_PRODUCT = test -f var/env || { echo "Start the product first: make run"; exit 1; }; set -a; . var/env; set +a; exec .venv/bin/python manage.py

# The whole product with its demo at http://127.0.0.1:8000/. Another port: PORT=8123 make run
run:
	scripts/bootstrap && exec .venv/bin/python -m scripts.run

# Lint, format, imports, migrations, deployment check and every test, against servers of its own.
test:
	scripts/bootstrap tests && exec scripts/check

# The product beside a bare Django view in the same server, as ratios; writes docs/benchmarks.md.
bench:
	scripts/bootstrap tests && exec .venv/bin/python -m bench

# Pictures of the running product into screenshots/: desktop, phone, night, right to left.
screenshots:
	scripts/bootstrap tests && . var/env && exec .venv/bin/python -m scripts.screenshots "$$SITE_URL"

# Brings the catalogues up to date with the code (needs gettext), then compiles them; both files are kept.
messages:
	.venv/bin/python manage.py makemessages --all --no-location --no-wrap -i .venv -i 'var/*' -i tests -i bench -i scripts -i staticfiles
	for file in locale/*/LC_MESSAGES/django.po; do msgattrib --no-obsolete --no-wrap -o "$$file" "$$file"; msgfmt --check -o "$${file%.po}.mo" "$$file"; done

# Stops the product and removes its data.
reset:
	if [ -d var ]; then scripts/bootstrap && exec .venv/bin/python -m scripts.reset; fi

# A Python shell inside the running product.
shell:
	$(IN_PRODUCT) shell

# A management command inside the running product: make manage CMD="showmigrations"
manage:
	$(IN_PRODUCT) $(CMD)
