"""What the pages say, in English and French."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Final

from shared.web.problems import speaks_french

LANGUAGES: Final = ("en", "fr")
TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "sign_in": "Sign in",
        "to_continue": "to continue to {name}",
        "login": "Sign-in name",
        "password": "Password",
        "turn_back": "Do not sign in, go back to {name}",
        "choose_agency": "Which agency are you acting for?",
        "choose_agency_hint": "What you may see and do depends on it. Everything you open is recorded for that agency.",
        "continue": "Continue",
        "choose_password": "Choose a password",
        "code": "Code from your administrator",
        "new_password": "New password",
        "password_hint": "At least 12 characters. Several words that do not belong together are good.",
        "password_kept": "Your password is set",
        "password_kept_text": "You can close this page and sign in with your new password.",
        "there_is_a_problem": "There is a problem",
        "error_prefix": "Error: ",
        "wrong": "The sign-in name or the password is not right.",
        "missing_login": "Enter your sign-in name.",
        "missing_password": "Enter your password.",
        "missing_agency": "Choose one of the agencies.",
        "no_agency": "You may not act for any agency here. Ask your administrator.",
        "old_page": "This page was open for too long. Please try again.",
        "too_many": "Too many attempts. Wait {minutes} min and try again.",
        "wrong_code": "The sign-in name or the code is not right, or the code is too old.",
        "weak_password": "Choose between 12 and 200 characters, and not your sign-in name.",
        "second_factor": "Second step",
        "digits": "Six digits",
        "digits_hint": "Your authenticator application shows them. They change every thirty seconds.",
        "wrong_digits": "These are not the right digits, or they are too old. Enter those that are shown now.",
        "lost_factor": "Lost the telephone or the application? Ask somebody who works with you for a new invitation.",
        "your_account": "Your own account",
        "your_account_text": "With it you read what is kept about you, and say what you want. Nobody asks for your "
        "name or your e-mail address.",
        "account_code": "Code that you were given",
        "wrong_account_code": "The code is not right, was used before, or is too old.",
        "weak_own_password": "Choose between 12 and 200 characters, not one character only.",
        "set_up_factor": "Make your account safe",
        "your_sign_in_name": "Write down your sign-in name:",
        "set_up_factor_text": "When you sign in, you need your password and six digits that an authenticator "
        "application on your telephone or computer shows. Set it up now.",
        "open_authenticator": "Open the authenticator application on this device",
        "or_type_key": "Or type this key into it:",
        "account_kept": "Your account is ready",
        "account_kept_text": "Your sign-in name is {name}. You can close this page and sign in.",
        "go_back": "Go back to the application and start again, or ask whoever runs it.",
    },
    "fr": {
        "sign_in": "Connexion",
        "to_continue": "pour continuer vers {name}",
        "login": "Identifiant",
        "password": "Mot de passe",
        "turn_back": "Ne pas se connecter, revenir à {name}",
        "choose_agency": "Pour quel organisme agissez-vous ?",
        "choose_agency_hint": "Ce que vous pouvez voir et faire en dépend. Tout ce que vous ouvrez est consigné pour "
        "cet organisme.",
        "continue": "Continuer",
        "choose_password": "Choisir un mot de passe",
        "code": "Code remis par votre administrateur",
        "new_password": "Nouveau mot de passe",
        "password_hint": "Au moins 12 caractères. Plusieurs mots sans rapport entre eux conviennent bien.",
        "password_kept": "Votre mot de passe est enregistré",
        "password_kept_text": "Vous pouvez fermer cette page et vous connecter avec votre nouveau mot de passe.",
        "there_is_a_problem": "Il y a un problème",
        "error_prefix": "Erreur : ",
        "wrong": "L'identifiant ou le mot de passe est incorrect.",
        "missing_login": "Saisissez votre identifiant.",
        "missing_password": "Saisissez votre mot de passe.",
        "missing_agency": "Choisissez l'un des organismes.",
        "no_agency": "Vous ne pouvez agir ici pour aucun organisme. Adressez-vous à votre administrateur.",
        "old_page": "Cette page est restée ouverte trop longtemps. Veuillez réessayer.",
        "too_many": "Trop de tentatives. Attendez {minutes} min et réessayez.",
        "wrong_code": "L'identifiant ou le code est incorrect, ou le code a expiré.",
        "weak_password": "Choisissez entre 12 et 200 caractères, différents de votre identifiant.",
        "second_factor": "Deuxième étape",
        "digits": "Six chiffres",
        "digits_hint": "Votre application d'authentification les affiche. Ils changent toutes les trente secondes.",
        "wrong_digits": "Ces chiffres sont incorrects ou trop anciens. Saisissez ceux qui s'affichent maintenant.",
        "lost_factor": "Téléphone ou application perdus ? Demandez une nouvelle invitation à quelqu'un qui vous "
        "accompagne.",
        "your_account": "Votre compte personnel",
        "your_account_text": "Il vous permet de lire ce qui est conservé à votre sujet et de dire ce que vous voulez. "
        "Ni votre nom ni votre adresse électronique ne sont demandés.",
        "account_code": "Code qui vous a été remis",
        "wrong_account_code": "Le code est incorrect, a déjà servi ou a expiré.",
        "weak_own_password": "Choisissez entre 12 et 200 caractères, pas un seul caractère répété.",
        "set_up_factor": "Protéger votre compte",
        "your_sign_in_name": "Notez votre identifiant :",
        "set_up_factor_text": "Pour vous connecter, il vous faut votre mot de passe et six chiffres qu'une application "
        "d'authentification affiche sur votre téléphone ou votre ordinateur. Configurez-la maintenant.",
        "open_authenticator": "Ouvrir l'application d'authentification sur cet appareil",
        "or_type_key": "Ou saisissez-y cette clé :",
        "account_kept": "Votre compte est prêt",
        "account_kept_text": "Votre identifiant est {name}. Vous pouvez fermer cette page et vous connecter.",
        "go_back": "Revenez à l'application et recommencez, ou adressez-vous à son responsable.",
    },
}


def language_of(ui_locales: str, accept_language: str) -> str:
    """The language of a page: what the front end asks for, else what the browser prefers."""
    for locale in ui_locales.split():
        if locale[:2].lower() in LANGUAGES:
            return locale[:2].lower()
    return "fr" if speaks_french(accept_language) else "en"


def minutes(wait: timedelta) -> int:
    """A wait as it is told: whole minutes, at least one."""
    return max(1, ceil(wait.total_seconds() / 60))
