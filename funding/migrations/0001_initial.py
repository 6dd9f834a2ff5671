import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models

import evidence.models.asof
import evidence.models.constraints
import evidence.models.keys
import funding.constraints
from evidence.guards import Install
from funding import guards


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0002_initial'),
        ('localities', '0001_initial'),
    ]

    operations = [
        Install(lambda: guards.FUNCTIONS),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='kód')),
                ('abbreviation', models.CharField(max_length=20, verbose_name='zkratka')),
                ('name', models.CharField(max_length=120, verbose_name='název')),
                ('fund', models.CharField(blank=True, max_length=60, verbose_name='fond')),
                ('year_from', models.PositiveSmallIntegerField(verbose_name='období od')),
                ('year_to', models.PositiveSmallIntegerField(verbose_name='období do')),
                ('predecessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='funding.programme', verbose_name='předchůdce')),
                ('source', models.ForeignKey(blank=True, help_text='Dokument, který program uvádí; prázdné, není-li v evidenci žádný.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'program',
                'verbose_name_plural': 'programy',
                'ordering': ['year_from', 'abbreviation'],
            },
        ),
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('registration_number', models.CharField(max_length=40, unique=True, verbose_name='registrační číslo')),
                ('name', models.CharField(max_length=300, verbose_name='název')),
                ('recipient', models.CharField(blank=True, max_length=200, verbose_name='příjemce')),
                ('recipient_ico', models.CharField(blank=True, max_length=8, verbose_name='IČO příjemce')),
                ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='celkové výdaje v Kč')),
                ('eu_share', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='z toho EU v Kč')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='začátek')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='konec')),
                ('state', models.CharField(choices=[('unknown', 'neuvedeno'), ('applied', 'žádost'), ('supported', 'podpořen'), ('running', 'v realizaci'), ('finished', 'ukončen')], default='unknown', max_length=9, verbose_name='stav')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='funding.programme', verbose_name='program')),
            ],
            options={
                'verbose_name': 'projekt',
                'verbose_name_plural': 'projekty',
                'ordering': ['registration_number'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Amount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('effective_on', models.DateField(help_text='První den, kdy to platí.', verbose_name='platí od')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok'), ('no_later', 'nejpozději toho dne')], default='day', max_length=8, verbose_name='přesnost')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Datum zdroje; není-li, den zápisu.', verbose_name='známo od')),
                ('corrected_on', models.DateField(blank=True, help_text='Den, od kterého údaj nemáme za správný. Jinak prázdné.', null=True, verbose_name='opraveno')),
                ('correction', models.TextField(blank=True, verbose_name='důvod opravy')),
                ('restarts', models.BooleanField(default=False, help_text='Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.', verbose_name='začíná nové období')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('correction_recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='oprava zapsána')),
                ('designation', models.CharField(blank=True, help_text='Jen jsou-li to jiné peníze téhož druhu a dokumentu, například „druhá výzva“.', max_length=80, verbose_name='o které peníze jde')),
                ('kind', models.CharField(choices=[('allocated', 'alokace'), ('intended', 'záměr požádat'), ('requested', 'požadováno'), ('awarded', 'rozhodnuto'), ('drawn', 'čerpáno')], max_length=10, verbose_name='druh částky')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='částka v Kč')),
                ('exactness', models.CharField(choices=[('crown', 'na koruny'), ('thousand', 'na tisíce'), ('million', 'na miliony')], default='crown', max_length=8, verbose_name='přesnost částky')),
                ('share', models.CharField(choices=[('unknown', 'neuvedeno'), ('eu', 'podíl EU'), ('total', 'celkové výdaje')], default='unknown', max_length=7, verbose_name='základ')),
                ('basis', models.CharField(blank=True, help_text='Z čeho částka vychází, slovy zdroje.', max_length=200, verbose_name='z čeho vychází')),
                ('claim', models.ForeignKey(blank=True, help_text='Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='localities.discrepancyclaim', verbose_name='tvrzení v rozporu')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='localities.locality', verbose_name='lokalita')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='localities.plan', verbose_name='strategický dokument')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('programme', models.ForeignKey(blank=True, help_text='Částka s programem je částí celku; prázdné znamená celek, nebo že zdroj program neuvádí.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='funding.programme', verbose_name='program')),
            ],
            options={
                'verbose_name': 'částka',
                'verbose_name_plural': 'částky',
                'ordering': ['locality', 'kind', 'effective_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AmountConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='funding.amount', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení částky',
                'verbose_name_plural': 'potvrzení částek',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
                'constraints': [evidence.models.constraints.PassageInSource(name='funding_amountconfirmation_passage_in_source'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='funding_amountconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'), evidence.models.constraints.SpeaksOfItsTime(name='funding_amountconfirmation_of_its_time')],
            },
        ),
        migrations.CreateModel(
            name='OperationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='klíč')),
                ('made_by', models.CharField(choices=[('rule', 'pravidlem'), ('hand', 'ručně')], max_length=4, verbose_name='přiřazeno')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='proč')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operation_links', to='localities.locality', verbose_name='lokalita')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='funding.operation', verbose_name='projekt')),
            ],
            options={
                'verbose_name': 'přiřazení projektu',
                'verbose_name_plural': 'přiřazení projektů',
                'ordering': ['operation', 'locality'],
                'constraints': [models.UniqueConstraint(fields=('operation', 'locality'), name='funding_operationlink_once', violation_error_message='Projekt už je lokalitě přiřazen.')],
            },
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('year_from__lte', models.F('year_to'))), name='funding_programme_period_in_order', violation_error_message='Období programu končí dříve, než začíná.'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=evidence.models.constraints.PassageInSource(name='funding_operation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='funding_operation_dates_in_order', violation_error_message='Projekt končí dříve, než začíná.'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.CheckConstraint(condition=models.Q(('total', None), ('eu_share', None), ('eu_share__lte', models.F('total')), _connector='OR'), name='funding_operation_share_within_total', violation_error_message='Podíl EU nemůže převýšit celkové výdaje.'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=evidence.models.constraints.PassageInSource(name='funding_amount_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='funding_amount_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='funding_amount_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=evidence.models.constraints.NoRepetition(name='funding_amount_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='funding_amount_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('corrected_on', None), ('precision', 'day'), ('struck_at', None)), expressions=[('locality', '='), ('kind', '='), ('share', '='), (django.db.models.functions.comparison.Coalesce('plan', 0), '='), ('designation', '='), (django.db.models.functions.comparison.Coalesce('programme', 0), '='), ('effective_on', '='), ('amount', '<>')], name='funding_amount_one_a_day', violation_error_message='K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje.'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=funding.constraints.SameMoney(name='funding_amount_same_money'),
        ),
        migrations.AddConstraint(
            model_name='amount',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='funding_amount_positive', violation_error_message='Částka je kladná. Neznámá částka se nezapisuje jako nula.'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(fields=['recorded_at'], name='amount_entered'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(fields=['effective_on'], name='amount_effective'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(fields=['known_on'], name='amount_known'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='amount_corrected'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='amount_mended'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(fields=['locality', 'effective_on'], name='funding_amount_latest'),
        ),
        migrations.AddIndex(
            model_name='amount',
            index=models.Index(fields=['locality', 'kind', 'designation', 'effective_on'], name='funding_amount_of_money'),
        ),
        migrations.AddIndex(
            model_name='amountconfirmation',
            index=models.Index(fields=['recorded_at'], name='amountconfirmation_entered'),
        ),
        Install(guards.guards),
    ]
