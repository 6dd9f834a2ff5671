"""The Czech language: what the portal knows of it.  This room knows no other."""

from czech.agreement import Gender, agreed, in_the_past, of_gender, out_of, out_of_counted
from czech.days import day, long_day, moment
from czech.letters import fold, order
from czech.months import Case, Season, month, season, season_of
from czech.numbers import MINUS, Number, count, money, number, paper_money, plural
from czech.typography import NBSP, joined, vlna
